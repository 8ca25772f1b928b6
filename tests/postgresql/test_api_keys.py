"""API keys in PostgreSQL."""

from attrs import evolve

from evsrv.engine.api_key import ApiKey, hash_secret
from evsrv.postgresql import api_keys
from evsrv.postgresql.engine import PostgresEngine

KEY = ApiKey(
    id="", kind="api", organization_id="o", origins=("https://a.example",), created_at=1, name="n"
)


async def test_key_is_found_by_its_secret_until_it_is_revoked(store: PostgresEngine) -> None:
    async with store._connections.trusted() as session:
        assert not await api_keys.has_valid_key(session, 5)
        key, secret = await api_keys.store_key(session, KEY)
        assert evolve(key, id="") == KEY
        assert await store.find_key(hash_secret(secret)) == key
        assert await store.find_key(hash_secret("other")) is None
        assert await api_keys.find_key_by_id(session, key.id) == key
        assert await api_keys.has_valid_key(session, 5)
        assert await api_keys.revoke_key(session, key.id, 7)
        assert await api_keys.revoke_key(session, key.id, 9)
        assert not await api_keys.revoke_key(session, "key_0", 9)
        assert await store.find_key(hash_secret(secret)) is None
        assert await api_keys.list_keys(session) == [evolve(key, revoked_at=7)]


async def test_use_of_a_key_is_recorded_for_its_day(store: PostgresEngine) -> None:
    async with store._connections.trusted() as session:
        key, secret = await api_keys.store_key(session, KEY)
        store.note_key_use(key)
        await store._key_usage.wait()
        found = await store.find_key(hash_secret(secret))
        assert found is not None
        assert found.last_used_at is not None
        await api_keys.record_key_use(session, key.id, 5)
        assert await store.find_key(hash_secret(secret)) == found
