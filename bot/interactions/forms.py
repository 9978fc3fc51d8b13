"""Forms (Discord's modals) that outlive a restart: what they are about stands in their custom_id, not in memory.

discord.py would keep each form that was opened, and lose the ones of the process before; here nothing is kept, and a
form that is sent is read from what Discord delivers.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import discord
from discord import ui
from discord.ext import commands

from bot.cards.ids import FORM_TEMPLATE, form_id
from bot.cards.limits import shorten
from bot.interactions.interaction import language_of, respond, tell
from bot.interactions.presses import Guard
from bot.services import Services

MAX_FIELDS = 5
"""Of one form (discord-api-docs components/reference, "Modal", 2026-08-06)."""
MAX_TITLE = 45
MAX_LABEL = 45
MAX_DESCRIPTION = 100
MAX_INPUT = 4000
MAX_OPTIONS = 25
MAX_OPTION = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A text to type; `long` takes several lines.

    Attributes:
        key: names the value in `Sent.values`.
        value: what stands there already; longer than `most` it is cut, so check before.
        least, most: characters.
    """

    key: str
    label: str
    description: str | None = None
    value: str = ""
    required: bool = True
    long: bool = False
    least: int = 0
    most: int = MAX_INPUT


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values to choose from."""

    value: str
    label: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Choose:
    """A menu of up to 25 options, of which `least` to `most` are chosen; `chosen` stand there already."""

    key: str
    label: str
    options: Sequence[Option]
    description: str | None = None
    chosen: Sequence[str] = ()
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to send along."""

    key: str
    label: str
    description: str | None = None
    required: bool = True


Field = Line | Choose | Upload


@dataclass(frozen=True, slots=True)
class Form:
    """A form to open: what it is, about what, and up to five fields."""

    what: str
    about: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a member sent.

    Attributes:
        about: what the form was about, as its custom_id says; anybody can make one up.
        values: typed texts by key, without blank space around them; empty where nothing was typed.
        chosen: chosen values by key.
        files: attachments by key.
    """

    about: str
    values: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[discord.Attachment, ...]] = field(default_factory=dict)


Take = Callable[[discord.Interaction, Sent], Awaitable[None]]


class _Modal(ui.Modal):
    def is_finished(self) -> bool:
        """Tell discord.py not to keep this form."""
        return True


async def open_form(interaction: discord.Interaction, form: Form) -> None:
    """Open *form* as the first response; there is no way to open one later."""
    await respond(interaction, lambda: interaction.response.send_modal(make_modal(form)))


def make_modal(form: Form) -> ui.Modal:
    """Return *form* as discord.py sends it.

    Raises:
        ValueError: it has no field, or more than five.
    """
    if not 1 <= len(form.fields) <= MAX_FIELDS:
        raise ValueError(f"a form has 1 to {MAX_FIELDS} fields, not {len(form.fields)}")
    modal = _Modal(title=shorten(form.title, MAX_TITLE), timeout=None, custom_id=form_id(form.what, form.about))
    for each in form.fields:
        description = shorten(each.description, MAX_DESCRIPTION) if each.description else None
        label: ui.Label[Any] = ui.Label(
            text=shorten(each.label, MAX_LABEL), description=description, component=_component(each)
        )
        modal.add_item(label)
    return modal


def _component(of: Field) -> ui.Item[Any]:
    match of:
        case Line():
            return ui.TextInput(
                custom_id=of.key,
                style=discord.TextStyle.paragraph if of.long else discord.TextStyle.short,
                default=of.value[: of.most] or None,
                required=of.required,
                min_length=of.least or None,
                max_length=of.most,
            )
        case Choose():
            options = [
                discord.SelectOption(
                    label=shorten(each.label, MAX_OPTION),
                    value=each.value,
                    description=shorten(each.description, MAX_OPTION) if each.description else None,
                    default=each.value in of.chosen,
                )
                for each in of.options[:MAX_OPTIONS]
            ]
            return ui.Select(
                custom_id=of.key, options=options, min_values=of.least, max_values=of.most, required=of.least > 0
            )
        case Upload():
            return ui.FileUpload(custom_id=of.key, min_values=int(of.required), max_values=1, required=of.required)


class Forms(commands.Cog):
    """Reads every form that is sent, and hands it to whoever takes that kind."""

    def __init__(self, guard: Guard, services: Services) -> None:
        """Run through *guard*, with the words of *services*."""
        self._guard = guard
        self._services = services
        self._takes: dict[str, Take] = {}

    def on(self, what: str, take: Take) -> None:
        """Let *take* have the forms *what*."""
        self._takes[what] = take

    @commands.Cog.listener("on_interaction")
    async def read(self, interaction: discord.Interaction) -> None:
        """Take a form; everything else is somebody else's."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        custom_id = str(_data(interaction).get("custom_id", ""))
        if custom_id.startswith("cq:"):
            await self._guard.run(interaction, self._read(interaction, FORM_TEMPLATE.fullmatch(custom_id)))

    async def _read(self, interaction: discord.Interaction, match: re.Match[str] | None) -> None:
        take = self._takes.get(match["what"]) if match else None
        if match is None or take is None:
            language = language_of(interaction, self._services.settings.language)
            await tell(interaction, self._services.wording("cards.gone", language))
        else:
            await take(interaction, read_sent(interaction, match["about"]))


def read_sent(interaction: discord.Interaction, about: str) -> Sent:
    """Return what Discord delivered with the form of *interaction*."""
    data = _data(interaction)
    attached: Mapping[str, Any] = (data.get("resolved") or {}).get("attachments") or {}
    values: dict[str, str] = {}
    picked: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[discord.Attachment, ...]] = {}
    for part in _leaves(data.get("components") or ()):
        key = str(part.get("custom_id", ""))
        if "value" in part:
            values[key] = str(part["value"] or "").strip()
        elif part.get("type") == discord.ComponentType.file_upload.value:
            ids = [str(each) for each in part.get("values") or ()]
            files[key] = tuple(
                discord.Attachment(data=attached[each], state=interaction._state)  # noqa: SLF001 - discord.py has no other way
                for each in ids
                if each in attached
            )
        else:
            picked[key] = tuple(str(each) for each in part.get("values") or ())
    return Sent(about, values, picked, files)


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    """Return what came with *interaction*; discord.py types it as any of several kinds."""
    return cast("Mapping[str, Any]", interaction.data or {})


def _leaves(parts: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for part in parts:
        if "component" in part:
            yield part["component"]
        elif "components" in part:
            yield from _leaves(part["components"])
        else:
            yield part
