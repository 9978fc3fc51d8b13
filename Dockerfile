# Two stages: the first one installs, the last one only runs. To hold the base image still, name it by digest:
# docker build --build-arg BASE=python:3.13-slim@sha256:… .
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt ./
# Wheels only: nothing is compiled, so no stage needs a compiler. The environment has no pip of its own.
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install \
        --no-cache-dir --only-binary :all: --require-hashes --requirement requirements.txt
COPY knowledge ./knowledge
COPY bot ./bot
# Compiled here, because the running container cannot write beside its code.
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash bot knowledge

FROM ${BASE}
# A number, so that it can be told that it is not root; the folder's owner becomes the owner of a new volume.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin communique \
    && install --directory --owner=communique --group=communique --mode=0700 /data
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    COMMUNIQUE_DATA_DIR=/data
USER 10001:10001
VOLUME ["/data"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "bot", "healthcheck"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
