"""What the tests of changing facts share: somebody who uses commands, fills forms and presses buttons."""

from pathlib import Path
from typing import Any, Final

import discord
import simcord

from bot.services import Services
from tests.bot.cardkit import labels_of, words_of

HOME = 900_000_000_000_000_001
"""The guild that keeps the shared facts."""
CREWS: Final[dict[str, Any]] = {
    "text_en": "Three crews trained together in Busan.",
    "text_ko": "세 승조원이 부산에서 함께 훈련했습니다.",
    "sources": "csd-12 s9",
    "questions": "How many crews trained together in Busan?\n부산에서 함께 훈련한 승조원은 몇 팀입니까?",
    "kind": ["how_many"],
}
"""A fact that the small file does not have."""


class Moderator:
    """A member with the last thing the bot showed them.

    Attributes:
        actor: the member of the simulated Discord.
        seen: what came of the last thing they did.
    """

    def __init__(self, actor: simcord.MemberActor, room: Any) -> None:
        self.actor = actor
        self._room = room
        self.seen: simcord.InteractionResult | None = None
        self._shown: Any = None

    async def use(self, command: str, **options: Any) -> str:
        """Use a slash command; return the words it answers with."""
        return self._look(await self.actor.slash(self._room.channel, command, **options))

    async def fill(self, **values: Any) -> str:
        """Send the form that is open, with *values* in place of what stands there."""
        assert self.seen is not None
        assert self.seen.modal is not None
        filled = {**self.form, **values}
        known = {key: value for key, value in filled.items() if key in self.form}
        assert known.keys() == filled.keys(), f"the form has {sorted(self.form)}"
        return self._look(await self.actor.submit_modal(self.seen, known))

    async def press(self, label: str) -> str:
        """Press a button under what was shown last."""
        return self._look(await self.actor.click(self._shown.message, label=label))

    async def press_id(self, custom_id: str) -> str:
        """Press the button with *custom_id* under what was shown last, where several have its label."""
        return self._look(await self.actor.click(self._shown.message, custom_id=custom_id))

    async def choose(self, custom_id: str, value: str) -> str:
        """Choose *value* in the menu with *custom_id* under what was shown last."""
        return self._look(await self.actor.select(self._shown.message, [value], custom_id=custom_id))

    async def carry_out(self) -> str:
        """Publish what is shown, saying why and accepting lost answers where that is asked for."""
        if not {"Publish", "Publish all the same"} & {*self.labels}:
            await self.press("Say why")
            await self.fill(reason="It was not right.")
        return await self.press("Publish" if "Publish" in self.labels else "Publish all the same")

    @property
    def room(self) -> Any:
        """Where they are."""
        return self._room

    @property
    def message(self) -> discord.Message:
        """The message that was shown last."""
        shown: discord.Message = self._shown.message
        return shown

    @property
    def shown(self) -> Any:
        """What was shown last, to `go_back_to`."""
        return self._shown

    def go_back_to(self, shown: Any) -> None:
        """Press from now on what stands under *shown* again."""
        self._shown = shown

    def demote(self) -> None:
        """Take every role from them."""
        self._room.env.backend.get_guild(HOME).members[self.actor.id].role_ids.clear()

    @property
    def form(self) -> dict[str, Any]:
        """What stands in the form that is open, by the keys of its fields."""
        assert self.seen is not None
        assert self.seen.modal is not None
        return {key: value for part in self.seen.modal["components"] for key, value in _value(part["component"])}

    @property
    def labels(self) -> list[str]:
        """The buttons under what was shown last."""
        return labels_of(self._shown)

    @property
    def text(self) -> str:
        """The words that were shown last."""
        return words_of(self._shown)

    def _look(self, result: simcord.InteractionResult) -> str:
        self.seen = result
        if result.response is not None:
            self._shown = result.response
        elif result.followups:
            return words_of(result.followups[-1])
        elif result.modal is None:
            # A press that changes the message under which it stood.
            self._shown = type(self._shown)(
                self._shown._env, self._shown._env.backend.get_message(self._shown.channel_id, self._shown.id)
            )
        if result.followups:
            return words_of(result.followups[-1])
        return "" if result.modal is not None else self.text


def _value(component: dict[str, Any]) -> list[tuple[str, Any]]:
    if "options" in component:
        chosen = [each["value"] for each in component["options"] if each.get("default")]
        return [(component["custom_id"], chosen)]
    return [(component["custom_id"], component.get("value") or "")]


def file_of(services: Services) -> str:
    """Return the fact file as it is on disk."""
    return Path(services.settings.facts_path).read_text(encoding="utf-8")


def write_file(services: Services, text: str) -> None:
    """Write the fact file, as somebody with an editor does."""
    Path(services.settings.facts_path).write_text(text, encoding="utf-8")


def remove_file(services: Services) -> None:
    """Delete the fact file."""
    Path(services.settings.facts_path).unlink()
