"""The look-ups: `/latest`, `/meetings`, `/meeting`, `/timeline`, `/person`, `/topic`, `/glossary`, `/sources`."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards.limits import MAX_CHOICE, MAX_CHOICES, shorten
from bot.cards.markdown import escape
from bot.errors import UserError
from bot.gateway.limiter import Limiter
from bot.gateway.once import Once
from bot.interactions.facts import facts_for
from bot.interactions.interaction import admit, everywhere, guild_of, language_of, respond
from bot.interactions.pages import LookUp
from bot.interactions.translator import words
from bot.services import Services
from bot.text.lookup import LookUpKind
from bot.text.names import Subject, find, near
from bot.text.phrases import Phrases
from knowledge.chronology import places, years
from knowledge.model import FactBook, Language

MAX_TYPED = 200
"""Characters of a name; no name in a fact file is longer."""
Typed = app_commands.Range[str, 1, MAX_TYPED]


class LookUps(commands.Cog):
    """Shows what the fact file holds, without a question; what is not there is told to the member alone."""

    def __init__(self, services: Services, *, limiter: Limiter) -> None:
        """Show the services' facts; *limiter* is the one that questions go through."""
        self._services = services
        self._limiter = limiter
        self._once = Once()

    @app_commands.command(
        name="latest", description=words("Show the latest meeting, by its date", "latest.description")
    )
    @app_commands.describe(series=words("Only meetings of this series", "option.series"))
    @everywhere
    async def latest(self, interaction: discord.Interaction, series: Typed | None = None) -> None:
        """Show the meeting that was held last as of today."""
        await self._show(interaction, LookUp(LookUpKind.LATEST, await self._id(interaction, Subject.SERIES, series)))

    @app_commands.command(name="meetings", description=words("List the meetings, newest first", "meetings.description"))
    @app_commands.describe(
        series=words("Only meetings of this series", "option.series"),
        year=words("Only meetings in this year", "option.year"),
        place=words("Only meetings at this place", "option.place"),
    )
    @everywhere
    async def meetings(
        self,
        interaction: discord.Interaction,
        series: Typed | None = None,
        year: app_commands.Range[int, 1, 9999] | None = None,
        place: Typed | None = None,
    ) -> None:
        """List the meetings that fit every option given."""
        held = str(year) if year is not None else None
        where = _place(await self._facts(interaction), place) if place else None
        await self._show(
            interaction, LookUp(LookUpKind.MEETINGS, await self._id(interaction, Subject.SERIES, series), held, where)
        )

    @app_commands.command(
        name="meeting", description=words("Show one meeting with everything told of it", "meeting.description")
    )
    @app_commands.rename(meeting_id="id")
    @app_commands.describe(meeting_id=words("The meeting, by name or by series and number", "option.meeting"))
    @everywhere
    async def meeting(self, interaction: discord.Interaction, meeting_id: Typed) -> None:
        """Show when, where and who, and every fact of one meeting."""
        await self._show(
            interaction, LookUp(LookUpKind.MEETING, await self._id(interaction, Subject.MEETING, meeting_id))
        )

    @app_commands.command(
        name="timeline", description=words("Show the meetings in the order of time", "timeline.description")
    )
    @app_commands.describe(
        series=words("Only meetings of this series", "option.series"),
        topic=words("What is told of this topic, meeting by meeting", "option.timeline_topic"),
    )
    @everywhere
    async def timeline(
        self, interaction: discord.Interaction, series: Typed | None = None, topic: Typed | None = None
    ) -> None:
        """Show meetings oldest first; with a topic, what each tells of it."""
        about = await self._id(interaction, Subject.TOPIC, topic)
        await self._show(
            interaction, LookUp(LookUpKind.TIMELINE, await self._id(interaction, Subject.SERIES, series), about)
        )

    @app_commands.command(
        name="person", description=words("Show who somebody was, and what is told of them", "person.description")
    )
    @app_commands.describe(name=words("A name, in any spelling", "option.person"))
    @everywhere
    async def person(self, interaction: discord.Interaction, name: Typed) -> None:
        """Show a person's office at each meeting, and the facts about them."""
        await self._show(interaction, LookUp(LookUpKind.PERSON, await self._id(interaction, Subject.PERSON, name)))

    @app_commands.command(name="topic", description=words("Show everything told of a topic", "topic.description"))
    @app_commands.describe(name=words("A topic, a place, a body or a person", "option.topic"))
    @everywhere
    async def topic(self, interaction: discord.Interaction, name: Typed) -> None:
        """Show the facts on a topic in the order of time."""
        await self._show(interaction, LookUp(LookUpKind.TOPIC, await self._id(interaction, Subject.TOPIC, name)))

    @app_commands.command(
        name="glossary", description=words("Show what a term means, or all terms", "glossary.description")
    )
    @app_commands.describe(term=words("A term or an abbreviation", "option.term"))
    @everywhere
    async def glossary(self, interaction: discord.Interaction, term: Typed | None = None) -> None:
        """Show one term, or all of them."""
        await self._show(interaction, LookUp(LookUpKind.GLOSSARY, await self._id(interaction, Subject.TERM, term)))

    @app_commands.command(
        name="sources", description=words("List the releases that answers come from", "sources.description")
    )
    @everywhere
    async def sources(self, interaction: discord.Interaction) -> None:
        """List the releases."""
        await self._show(interaction, LookUp(LookUpKind.SOURCES))

    @latest.autocomplete("series")
    @meetings.autocomplete("series")
    @timeline.autocomplete("series")
    async def complete_series(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the series that have a meeting."""
        return self._choices(interaction, Subject.SERIES, current)

    @meeting.autocomplete("meeting_id")
    async def complete_meeting(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer meetings."""
        return self._choices(interaction, Subject.MEETING, current)

    @person.autocomplete("name")
    async def complete_person(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer people, by any spelling of their names."""
        return self._choices(interaction, Subject.PERSON, current)

    @topic.autocomplete("name")
    @timeline.autocomplete("topic")
    async def complete_topic(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer terms and people."""
        return self._choices(interaction, Subject.TOPIC, current)

    @glossary.autocomplete("term")
    async def complete_term(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer terms, by name or abbreviation."""
        return self._choices(interaction, Subject.TERM, current)

    @meetings.autocomplete("year")
    async def complete_year(
        self, interaction: discord.Interaction, current: int | str
    ) -> list[app_commands.Choice[int]]:
        """Offer the years in which there were meetings; Discord sends what is typed as text or as a number."""
        fitting = [year for year in years(self._book(interaction)) if str(year).startswith(str(current))]
        return [app_commands.Choice(name=str(year), value=year) for year in fitting[:MAX_CHOICES]]

    @meetings.autocomplete("place")
    async def complete_place(self, interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Offer the places of meetings."""
        wanted, language = current.casefold().strip(), self._language(interaction)
        fitting = [
            names
            for names in places(self._book(interaction))
            if any(wanted in name.casefold() for name in (names.en, names.ko or ""))
        ]
        return [
            _choice(names.get(language), names.en) for names in fitting[:MAX_CHOICES] if len(names.en) <= MAX_CHOICE
        ]

    async def _show(self, interaction: discord.Interaction, look_up: LookUp) -> None:
        services, language = self._services, self._language(interaction)
        if not self._once.take(interaction.id):
            services.metrics.dropped.labels("duplicate").inc()
            return
        admit(interaction, self._limiter, services.clock, services.wording, language)
        phrases = Phrases(services.wording, language, await self._facts(interaction))
        sheet = look_up.sheet(phrases, services.clock().date())
        if not sheet.entries:
            raise UserError(escape(sheet.note or phrases.say("lookups.note.no_meeting")))
        message = look_up.message(sheet, phrases, style=services.settings.reply_style)
        await respond(interaction, lambda: interaction.response.send_message(**message.kwargs()))

    def _choices(
        self, interaction: discord.Interaction, subject: Subject, current: str
    ) -> list[app_commands.Choice[str]]:
        offered = near(
            self._book(interaction), subject, current[:MAX_TYPED], self._language(interaction), limit=MAX_CHOICES
        )
        return [_choice(choice.label, choice.id) for choice in offered]

    async def _id(self, interaction: discord.Interaction, subject: Subject, typed: str | None) -> str | None:
        """Return the id of what was typed; what names nothing stays as it was typed, and will not be found."""
        return (find(await self._facts(interaction), subject, typed) or typed) if typed else None

    async def _facts(self, interaction: discord.Interaction) -> FactBook:
        """Return what to show."""
        return (await facts_for(interaction, self._services)).book

    def _book(self, interaction: discord.Interaction) -> FactBook:
        """Return what to offer while somebody types."""
        return self._services.keeper.snapshot(guild_of(interaction)).book

    def _language(self, interaction: discord.Interaction) -> Language:
        return language_of(interaction, self._services.settings.language)


def _place(book: FactBook, typed: str) -> str:
    """Return the English name of the place that was typed, in which it also stands in the buttons."""
    wanted = typed.casefold().strip()
    matching = (names.en for names in places(book) if wanted in {names.en.casefold(), (names.ko or "").casefold()})
    return next(matching, typed)


def _choice(label: str, value: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=shorten(label, MAX_CHOICE), value=value)
