"""The command line: options and help of every subcommand. What they do is in `bot.commands`.

Ends with a status of `bot.errors.ExitStatus`. Each subcommand loads what it needs and no more, so that `check` is
quick enough for an editor and `healthcheck` for a container.
"""

import os
import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import BotError, ExitStatus

if TYPE_CHECKING:
    from datetime import date

    from bot.factcache import FactCache
    from bot.settings import Settings
    from knowledge.model import Language

app = typer.Typer(
    name="communique",
    help="Answers from official releases on South Korea-U.S. defense meetings, with a citation on every answer.",
    epilog=(
        "Exit statuses: 0 well; 1 something was found wrong (in a fact file, a release, a line of input, a score); "
        "2 usage; "
        "65 no facts to answer from; 69 Discord is out of reach; 70 a fault of the program; 71 the health address is "
        "taken; 74 a file or the database; 76 Discord refuses an intent; 77 Discord refuses the token; 78 a setting."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

MAX_ID = 2**63 - 1
"""Discord's ids are 64-bit integers, and the database takes them with a sign."""

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Configuration file; else config.yaml, if there is one.")
]
FactsOption = Annotated[
    Path | None,
    typer.Option("--facts", metavar="FILE", help="Fact file to answer from, in place of the configured one."),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="en|ko", help="Language to reply in; else that of the question.")
]


def _share(name: str, told: str) -> Any:
    # Any is what typer's own Option returns.
    return typer.Option(name, metavar="SHARE", min=0, max=1, help=told)


@app.command()
def run(config: ConfigOption = None) -> None:
    """Run the bot in Discord. Without a token, say how to get one and open the console."""
    from bot.commands.run import run_bot  # noqa: PLC0415

    raise typer.Exit(run_bot(_settings(config)))


@app.command()
def ask(
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="The question.")] = None,
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Answer JSON lines from standard input.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the answer came about.")] = False,
    facts: FactsOption = None,
    language: LanguageOption = None,
    config: ConfigOption = None,
) -> None:
    """Answer a question; without one, every line of standard input."""
    from bot.commands.ask import AskOptions, answer_jsonl, answer_lines, answer_once  # noqa: PLC0415

    if jsonl and (text or as_json):
        raise typer.BadParameter(
            "takes its questions from standard input and always answers in JSON", param_hint="--jsonl"
        )
    options = AskOptions(
        facts=facts or _settings(config).effective_facts_path,
        language=_language(language),
        explain=explain,
        as_json=as_json,
        cache=_cache(config),
    )
    if jsonl:
        raise typer.Exit(answer_jsonl(options))
    if text:
        raise typer.Exit(answer_once(" ".join(text), options))
    if as_json:
        raise typer.BadParameter("answers one question; for many lines use --jsonl", param_hint="--json")
    if sys.stdin.isatty():
        raise typer.BadParameter("what is the question?", param_hint="TEXT")
    raise typer.Exit(answer_lines(options))


@app.command()
def console(facts: FactsOption = None, language: LanguageOption = None, config: ConfigOption = None) -> None:
    """Ask in the terminal, with history, follow-ups, /latest and the other look-ups."""
    from bot.commands.console import run_console  # noqa: PLC0415

    raise typer.Exit(run_console(_settings(config), _language(language), facts))


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="Fact files.")] = None,
    config: ConfigOption = None,
) -> None:
    """Check fact files; without any, the configured one. Each problem is one line: file:line:column."""
    from bot.commands.check import check as check_files  # noqa: PLC0415

    raise typer.Exit(check_files(files or [_settings(config).effective_facts_path]))


@app.command()
def verify(
    releases: Annotated[
        list[str] | None,
        typer.Option(
            "--release",
            metavar="ID=FILE",
            help="A release and its text, one for each; without any, every release whose text was ingested here.",
        ),
    ] = None,
    facts: FactsOption = None,
    config: ConfigOption = None,
) -> None:
    """Prove the citations against the texts of releases: those that you hold, or those that are kept here."""
    from bot.commands.verify import verify_releases  # noqa: PLC0415

    texts: dict[str, Path] = {}
    for release in releases or []:
        name, equals, path = release.partition("=")
        if not (name and equals and path) or name in texts:
            raise typer.BadParameter("write ID=FILE, such as kidd-14=kidd.txt, each id once", param_hint="--release")
        texts[name] = Path(path)
    settings = _settings(config)
    raise typer.Exit(verify_releases(facts or settings.effective_facts_path, texts, settings.data_dir))


@app.command()
def ingest(
    source: Annotated[
        str | None, typer.Argument(metavar="FILE|-", help="The text or web page of a release; - for standard input.")
    ] = None,
    *,
    ident: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Id of the release; one that is there is corrected.")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Its title in English, where the text has none.")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="Who published it.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DAY", help="Day of publication, as 2018-07-26.")
    ] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="Where it is published.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="en|ko", help="Its language; else as it reads.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help="What to mind, such as why a day is not known.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what is read and change nothing.")] = False,
    drafts: Annotated[
        Path | None, typer.Option("--drafts", metavar="FILE", help="Publish the facts filled in in a drafts file.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, for the history; with --drafts.")] = None,
    guild: Annotated[
        int | None, typer.Option("--guild", metavar="ID", min=1, max=MAX_ID, help="A guild with facts of its own.")
    ] = None,
    accept_losses: Annotated[
        bool, typer.Option("--accept-losses", help="Do it though questions lose their answer.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Take a release into the fact file and draft its facts; with --drafts, publish those that are filled in."""
    from bot.commands.drafts import publish_drafts  # noqa: PLC0415
    from bot.commands.ingest import IngestOptions  # noqa: PLC0415
    from bot.commands.ingest import ingest as ingest_release  # noqa: PLC0415
    from knowledge.ingest.reading import Told  # noqa: PLC0415

    if (source is None) is (drafts is None):
        raise typer.BadParameter("name a release, or give --drafts alone", param_hint="FILE|-")
    if drafts is not None:
        status = publish_drafts(_settings(config), drafts, guild_id=guild, reason=reason, accept_losses=accept_losses)
        raise typer.Exit(status)
    told = Told(title, publisher, _day(published), url, _language(language), note)
    path = Path(source) if source not in {None, "-"} else None
    options = IngestOptions(path, ident, told, guild, dry_run, accept_losses)
    raise typer.Exit(ingest_release(_settings(config), options))


@app.command()
def coverage(
    facts: FactsOption = None,
    *,
    least: Annotated[float | None, _share("--min", "Least share of sentences that facts rest on, 0 to 1.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Do not ask the entries' own questions.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show sentences without a fact, entries with few questions, and questions that two entries fight over."""
    from bot.commands.coverage import CoverageOptions, tell_coverage  # noqa: PLC0415

    settings = _settings(config)
    options = CoverageOptions(
        facts=facts or settings.effective_facts_path,
        data_dir=settings.data_dir,
        least=least,
        asks=not quick,
        as_json=as_json,
    )
    raise typer.Exit(tell_coverage(options))


@app.command("eval")
def evaluate(
    sets: Annotated[
        list[Path] | None, typer.Argument(metavar="SET", help="Files of labelled questions, or folders of them.")
    ] = None,
    *,
    facts: FactsOption = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="List every question that is not as its label asks.")
    ] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print JSON lines: each question, then each kind.")] = False,
    min_right: Annotated[float | None, _share("--min-right", "Least share answered right, 0 to 1.")] = None,
    max_wrong: Annotated[float | None, _share("--max-wrong", "Greatest share answered wrong.")] = None,
    max_false: Annotated[
        float | None, _share("--max-false", "Greatest share of questions without an answer that get one.")
    ] = None,
    left_out: Annotated[
        bool, typer.Option("--left-out", help="Ask the fact file's own questions, each while it is left out of it.")
    ] = False,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, help="How many of each entry --left-out tries.")
    ] = 12,
    config: ConfigOption = None,
) -> None:
    """Ask labelled questions and print a table by kind; the status is 1 when a floor is missed."""
    from bot.commands.eval import EvalOptions, evaluate_left_out, evaluate_sets  # noqa: PLC0415

    if left_out == bool(sets):
        raise typer.BadParameter("name a set of labelled questions, or give --left-out alone", param_hint="SET")
    options = EvalOptions(
        facts=facts or _settings(config).effective_facts_path,
        misses=misses,
        jsonl=jsonl,
        min_right=min_right,
        max_wrong=max_wrong,
        max_false=max_false,
    )
    raise typer.Exit(evaluate_left_out(options, sample) if left_out else evaluate_sets(sets or [], options))


@app.command()
def healthcheck(config: ConfigOption = None) -> None:
    """Ask the running bot whether it is well; the exit status tells."""
    from bot.commands.healthcheck import healthcheck as ask_health  # noqa: PLC0415

    raise typer.Exit(ask_health(_settings(config)))


@app.command()
def forget(
    member: Annotated[int, typer.Argument(metavar="MEMBER_ID", min=1, max=MAX_ID, help="The member's id in Discord.")],
    config: ConfigOption = None,
) -> None:
    """Delete what is kept about a member: replies to their questions, with all votes, and their own votes."""
    from bot.commands.forget import forget as forget_member  # noqa: PLC0415

    raise typer.Exit(forget_member(_settings(config), member))


@app.command()
def audit(
    *,
    verify_all: Annotated[
        bool, typer.Option("--verify", help="Find entries, revisions and texts that are not as they were written.")
    ] = False,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="DIGEST", help="A digest that --verify told earlier, to be found again."),
    ] = None,
    guild: Annotated[
        int | None, typer.Option("--guild", metavar="ID", min=1, max=MAX_ID, help="Only what concerns this guild.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=500, help="How many entries.")] = 20,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print JSON lines, with what each entry changed.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show who changed what, newest first; with --verify, prove that nothing of it was altered."""
    from bot.commands.audit import list_audit, verify_audit  # noqa: PLC0415

    if head is not None and not (verify_all and re.fullmatch("[0-9a-f]{64}", head)):
        raise typer.BadParameter("goes with --verify, and is a digest of 64 hex digits", param_hint="--head")
    settings = _settings(config)
    if verify_all:
        raise typer.Exit(verify_audit(settings, head=head))
    raise typer.Exit(list_audit(settings, guild_id=guild, limit=limit, as_json=jsonl))


ReasonOption = Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; kept with the revision.")]
GuildOption = Annotated[
    int | None,
    typer.Option("--guild", metavar="ID", min=1, max=MAX_ID, help="That guild's own facts; else the shared ones."),
]
LossesOption = Annotated[
    bool, typer.Option("--accept-losses", help="Also where questions that are answered now would not be any more.")
]


@app.command()
def history(
    *,
    entry: Annotated[str | None, typer.Option("--entry", metavar="ID", help="Only what changed this entry.")] = None,
    guild: GuildOption = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=500, help="How many revisions.")] = 20,
    config: ConfigOption = None,
) -> None:
    """List the revisions of the facts, newest first: who changed what, when and why."""
    from bot.commands.history import list_revisions  # noqa: PLC0415

    raise typer.Exit(list_revisions(_settings(config), entry=entry, guild_id=guild, limit=limit))


@app.command()
def revert(
    number: Annotated[int, typer.Argument(metavar="N", min=1, help="The revision, as `history` numbers it.")],
    *,
    reason: ReasonOption = None,
    guild: GuildOption = None,
    accept_losses: LossesOption = False,
    config: ConfigOption = None,
) -> None:
    """Take back one revision and nothing after it. The bot may be running."""
    from bot.commands.revert import revert as revert_revision  # noqa: PLC0415

    settings = _settings(config)
    raise typer.Exit(revert_revision(settings, number, guild_id=guild, reason=reason, accept_losses=accept_losses))


@app.command()
def backup(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Where to make the backup's own folder; else among backups.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Copy the facts, the database and the texts of releases into a folder. The bot may be running."""
    from bot.commands.backup import back_up  # noqa: PLC0415

    raise typer.Exit(back_up(_settings(config), folder))


@app.command()
def restore(
    what: Annotated[
        str, typer.Argument(metavar="FILE|N", help="A fact file, a folder that `backup` made, or a revision's number.")
    ],
    *,
    reason: ReasonOption = None,
    guild: GuildOption = None,
    accept_losses: LossesOption = False,
    config: ConfigOption = None,
) -> None:
    """Bring back a whole text of facts, as a new revision. The bot may be running."""
    from bot.commands.restore import restore as restore_facts  # noqa: PLC0415

    settings = _settings(config)
    raise typer.Exit(restore_facts(settings, what, guild_id=guild, reason=reason, accept_losses=accept_losses))


@app.command()
def export(
    *,
    form: Annotated[str, typer.Option("--format", metavar="yaml|json|markdown|csv", help="The form.")] = "yaml",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="A file; else standard output.")] = None,
    facts: FactsOption = None,
    config: ConfigOption = None,
) -> None:
    """Write the facts, with their citations, in a form for others."""
    from bot.commands.export import FORMATS  # noqa: PLC0415
    from bot.commands.export import export as export_facts  # noqa: PLC0415

    if form not in FORMATS:
        raise typer.BadParameter(f"write one of {', '.join(FORMATS)}", param_hint="--format")
    raise typer.Exit(export_facts(facts or _settings(config).effective_facts_path, form, out))


@app.command("config")
def show_config(config: ConfigOption = None) -> None:
    """Show the settings in force and where each comes from; secrets are not shown."""
    from bot.commands.config import show_config as show  # noqa: PLC0415

    raise typer.Exit(show(config, os.environ))


@app.command()
def schema() -> None:
    """Print the JSON Schema of fact files, for editors."""
    from bot.commands.schema import print_schema  # noqa: PLC0415

    raise typer.Exit(print_schema())


@app.command()
def version() -> None:
    """Print the versions of this program, Python and the libraries that matter most."""
    from bot.commands.version import print_version  # noqa: PLC0415

    raise typer.Exit(print_version())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line with *arguments* (None: those of the process) and return the status to exit with."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a test may have put something simpler there
            # What the terminal's encoding lacks (Korean, a lone surrogate) is shown as an escape.
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=None if arguments is None else list(arguments), prog_name="python -m bot")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitStatus.OK
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the outermost handler; each error has its words and its status
        return _tell(error)
    return ExitStatus.OK


_INTERRUPTED = 130
"""128 + SIGINT, as shells have it."""


def _tell(error: Exception) -> int:
    """Write what went wrong to standard error, and return the status to exit with."""
    match error:
        case BotError():
            sys.stderr.write(f"{error}\n")
            return error.exit_status
        case BrokenPipeError():
            # Whoever read our output has seen enough; Python would complain when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitStatus.OK
        case OSError():
            sys.stderr.write(f"{error.filename or 'input or output'}: {error.strerror or type(error).__name__}\n")
            return ExitStatus.STORAGE
    traceback.print_exception(error)
    return ExitStatus.SOFTWARE


def _settings(config: Path | None) -> "Settings":
    from bot.settings import load_settings  # noqa: PLC0415

    return load_settings(config, os.environ)


def _cache(config: Path | None) -> "FactCache | None":
    """Return where compiled facts are kept; None where the settings do not say, for a fact file needs none."""
    from bot.errors import SettingsError  # noqa: PLC0415
    from bot.factcache import FactCache  # noqa: PLC0415

    try:
        return FactCache(_settings(config).cache_path)
    except SettingsError:
        return None


def _language(code: str | None) -> "Language | None":
    from knowledge.model import Language  # noqa: PLC0415

    if code is None:
        return None
    try:
        return Language(code.lower())
    except ValueError:
        raise typer.BadParameter("write en or ko", param_hint="--language") from None


def _day(written: str | None) -> "date | None":
    from knowledge.plain import Unfit, parse_iso_date  # noqa: PLC0415

    try:
        return parse_iso_date(written) if written is not None else None
    except Unfit:
        raise typer.BadParameter("write a day such as 2018-07-26", param_hint="--published") from None
