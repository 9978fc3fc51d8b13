from bot.gateway.once import Once


def test_an_id_is_taken_once_until_it_is_given_back() -> None:
    """What was not served after all may come again."""
    once = Once()
    assert [once.take(1), once.take(1), once.take(2)] == [True, False, True]
    once.give_back(1)
    once.give_back(3)
    assert once.take(1)


def test_remembers_only_the_newest() -> None:
    """The memory stays bounded, and the oldest id goes first."""
    once = Once(capacity=2)
    assert all(once.take(number) for number in (1, 2, 3))
    assert [once.take(3), once.take(2), once.take(1)] == [False, False, True]
