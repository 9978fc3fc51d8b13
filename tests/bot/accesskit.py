"""What the tests of access share: members of every level, and interactions that no message offered."""

from collections.abc import Iterable
from typing import Any

import discord
import simcord
import simcord.actors
import simcord.interactions
from simcord.backend import serializers

from bot.access.levels import Access
from bot.services import Services

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
"""Types of interactions (discord-api-docs interactions/receiving-and-responding, 2026-08-06)."""
AT_ONCE = 25
"""Presses that are answered together, well within the time that simcord gives them."""
BUTTON, ROLE_MENU, CHANNEL_MENU, MENU = 2, 6, 8, 3
"""Types of components (discord-api-docs components/reference, 2026-08-06)."""


def with_permissions(room: Any, name: str, **permissions: bool) -> simcord.MemberActor:
    """Return a new member of the room's guild, with a role that has *permissions*."""
    guild = room.channel.guild
    role = guild.create_role(f"role of {name}", permissions=discord.Permissions(**permissions))
    actor: simcord.MemberActor = guild.add_member(room.env.create_user(name), roles=[role])
    return actor


async def with_level(room: Any, services: Services, level: Access) -> simcord.MemberActor:
    """Return a new member of the room's guild with a role of *level*; a viewer has none, and everyone is a viewer."""
    guild = room.channel.guild
    by = await services.database.actors.token(1)
    if level is Access.VIEWER:
        await services.gate.choose(guild.id, "everyone", Access.VIEWER.word, by=by)
        return guild.add_member(room.env.create_user("a viewer"))  # type: ignore[no-any-return] # simcord's own actor
    role = guild.create_role(level.word)
    await services.gate.give(guild.id, {role.id: level}, by=by)
    return guild.add_member(room.env.create_user(f"an {level.word}"), roles=[role])  # type: ignore[no-any-return] # the same


async def press(
    actor: Any, message: discord.Message, custom_id: str, *, values: tuple[str, ...] | None = None, kind: int = BUTTON
) -> simcord.InteractionResult:
    """Press what stands nowhere: *custom_id*, as if *message* had it, like a tampered client can."""
    (result,) = await press_all(actor, message, (custom_id,), values=values, kind=kind)
    return result


async def press_all(
    actor: Any,
    message: discord.Message,
    custom_ids: Iterable[str],
    *,
    values: tuple[str, ...] | None = None,
    kind: int = BUTTON,
) -> list[simcord.InteractionResult]:
    """Press each of *custom_ids*, many at once, and return what came of it in the same order."""
    env, backend = actor._env, actor._env.backend
    stored = backend.get_message(message.channel.id, message.id)
    guild = getattr(actor, "guild", None)
    records = []
    for custom_id in custom_ids:
        data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind}
        if values is not None:
            data["values"] = list(values)
        record, payload = simcord.interactions.base_payload(
            backend,
            type=COMPONENT,
            channel_id=message.channel.id,
            guild_id=guild.id if guild is not None else None,
            user_id=actor.id,
            data=data,
        )
        record.source_message_id = stored.id
        # discord.py looks the pressed component up in the message.
        component: dict[str, Any] = {"type": kind, "custom_id": custom_id, "id": 9}
        component |= {"style": 2, "label": "x"} if kind == BUTTON else {"min_values": 0, "max_values": 25}
        if kind == MENU:
            component["options"] = [{"label": value, "value": value} for value in values or ()]
        rows = [{"type": 1, "id": 8, "components": [component]}]
        payload["message"] = {**serializers.message_payload(backend, stored), "components": rows}
        backend.emit("INTERACTION_CREATE", payload)
        records.append(record)
        if len(records) % AT_ONCE == 0:
            await env.settle()
    await env.settle()
    return [simcord.InteractionResult(env, record) for record in records]


async def send_form(
    actor: Any, channel: simcord.ChannelHandle, custom_id: str, components: tuple[dict[str, Any], ...] = ()
) -> simcord.InteractionResult:
    """Send a form that was never opened."""
    data = {"custom_id": custom_id, "components": list(components)}
    return await simcord.actors._dispatch_actor_interaction(actor, MODAL, channel, data)


def last_interaction(room: Any) -> dict[str, Any]:
    """Return the payload of the interaction that came last."""
    payloads: list[dict[str, Any]] = [
        payload
        for kind, name, payload in room.env.backend.transcript
        if (kind, name) == ("GATEWAY", "INTERACTION_CREATE")
    ]
    return payloads[-1]
