"""What `/config` shows: two pages of menus and switches, each of which says in its custom_id what it sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.access.choices import EVERYONE, Choices
from bot.access.levels import CHOOSABLE, Access
from bot.cards.ids import set_id
from bot.cards.menus import MOST_CHOSEN, Menu, MenuOption
from bot.cards.message import Message, Press, Section, Style
from bot.text.wording import Wording
from knowledge.model import Language

Page = Literal["roles", "rest", "sure"]


@dataclass(frozen=True, slots=True)
class Panel:
    """The settings of one guild, ready to be shown in one language.

    Attributes:
        choices: what the guild has chosen.
        keeps_shared: whether its moderators keep the shared facts, as the operator decides.
        known_roles: ids of the roles that the guild has now; None when they are not known.
    """

    choices: Choices
    keeps_shared: bool
    known_roles: frozenset[int] | None
    wording: Wording
    language: Language

    def message(self, page: Page, style: Style) -> Message:
        """Return *page*, without a word on what was done before."""
        if page == "roles":
            sections = (self._head(), *(self._level(level) for level in CHOOSABLE))
            return Message(style, sections, ((Press(self._say("to_rest"), set_id("config_page", "rest")),),))
        if page == "sure":  # of what cannot be taken back
            keep = Press(self._say("kept.stay"), set_id("config_page", "rest"), strong=True)
            erase = Press(self._say("kept.erase"), set_id("config_kept", "sure"), grave=True)
            return Message(style, (Section(self._say("kept.sure")),), ((keep, erase),))
        sections = (self._head(), self._everyone(), self._channel(), self._review(), self._kept())
        return Message(style, sections, ((Press(self._say("to_roles"), set_id("config_page", "roles")),),))

    def _head(self) -> Section:
        return Section(
            "\n".join(
                (
                    f"### {self._say('title')}",
                    self._say("shared" if self.keeps_shared else "own"),
                    self._say("intro"),
                    f"-# {self._say('hint')}",
                )
            )
        )

    def _level(self, level: Access) -> Section:
        chosen = [role for role, given in self.choices.roles.items() if given is level and self._is_there(role)]
        menu = Menu(
            set_id("config_role", level.word),
            self._say("pick_roles"),
            of="roles",
            chosen=tuple(sorted(chosen)),
            least=0,
            most=MOST_CHOSEN,
        )
        return Section(self._say(f"level.{level.word}"), ((menu,),), apart=level is CHOOSABLE[0])

    def _is_there(self, role: int) -> bool:
        return self.known_roles is None or role in self.known_roles

    def _everyone(self) -> Section:
        options = tuple(MenuOption(level.word, self._say(f"everyone.{level.word}")) for level in EVERYONE)
        menu = Menu(
            set_id("config_everyone"),
            self._say("everyone.pick"),
            options=options,
            chosen=(self.choices.everyone.word,),
        )
        return Section(self._say("everyone.title"), ((menu,),), apart=True)

    def _channel(self) -> Section:
        channel = self.choices.moderators_channel
        menu = Menu(
            set_id("config_channel"),
            self._say("channel.pick"),
            of="channels",
            chosen=() if channel is None else (channel,),
            least=0,
        )
        return Section(self._say("channel.title"), ((menu,),))

    def _review(self) -> Section:
        return self._switch("review", on=self.choices.review_required)

    def _kept(self) -> Section:
        return self._switch("kept", on=self.choices.keeps_unanswered)

    def _switch(self, key: str, *, on: bool) -> Section:
        # The button names the state to come, not "the other one": pressed twice, it does what it says.
        press = Press(self._say(f"{key}.{'off' if on else 'on'}"), set_id(f"config_{key}", "off" if on else "on"))
        return Section(self._say(f"{key}.is_{'on' if on else 'off'}"), ((press,),))

    def _say(self, key: str) -> str:
        return self.wording(f"access.config.{key}", self.language)


def moved_roles(choices: Choices, level: Access, chosen: frozenset[int]) -> Mapping[int, Access | None]:
    """Return what changes by role id when exactly *chosen* have *level*; None takes a role's level away."""
    given: dict[int, Access | None] = {role: level for role in sorted(chosen) if choices.roles.get(role) is not level}
    gone = (role for role, had in choices.roles.items() if had is level and role not in chosen)
    return given | dict.fromkeys(sorted(gone))
