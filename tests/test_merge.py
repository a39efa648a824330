"""One record from many papers: authority, blanks that yield, agreement and conflict."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.geometry import Box
from pipeline.merge import Seen, agreement, merge, strangers, untold_news
from pipeline.types import Reading, Status


def seen(kind: int, key: str, value: str | None, document: int = 0) -> Seen:
    status = Status.BLANK if value is None else Status.REVIEW
    return Seen(kind, Reading(key, value, value or "", 0.5, status, document, 1, Box(0, 0, 1, 1)))


def test_the_card_form_is_the_usual_authority() -> None:
    (reading,) = merge([seen(5, "hometown", "A"), seen(3, "hometown", "B", 1)])
    assert reading.value == "B"


def test_a_decision_proves_its_own_date() -> None:
    (reading,) = merge(
        [seen(3, "admission_decision_date", "1996"), seen(5, "admission_decision_date", "1997", 1)]
    )
    assert reading.value == "1997"


def test_an_empty_field_yields_to_a_filled_one_and_stays_blank_alone() -> None:
    (reading,) = merge([seen(3, "hometown", None), seen(5, "hometown", "B", 1)])
    assert reading.value == "B"
    (reading,) = merge([seen(3, "hometown", None)])
    assert reading.status is Status.BLANK


def test_a_value_that_could_not_be_read_yields_to_one_that_could() -> None:
    unread = Seen(3, replace(seen(3, "hometown", None).reading, status=Status.REVIEW))
    (reading,) = merge([unread, seen(5, "hometown", "B", 1)])
    assert reading.value == "B"


def test_what_was_hardly_read_has_no_authority() -> None:
    (reading,) = merge([worth(seen(5, "hometown", "A"), 0.9), worth(seen(3, "hometown", "8", 1), 0.02)])
    assert reading.value == "A"


def test_the_news_of_a_supplement_is_proposed_though_all_other_papers_say_otherwise() -> None:
    card, news = (
        worth(seen(3, "occupation", "Giáo viên"), 0.9),
        worth(seen(4, "occupation", "Hiệu trưởng", 1), 0.02),
    )
    doubted = Seen(4, replace(news.reading, reasons=("documents_differ",)))
    assert merge([card, news])[0].value == merge([card, doubted])[0].value == "Hiệu trưởng"
    unread = Seen(4, replace(news.reading, reasons=("documents_differ", "read_poorly")))
    assert merge([card, unread])[0].value == "Giáo viên"


def test_whatever_a_supplement_says_may_be_news_unless_it_is_alike() -> None:
    key, value = "occupation", "Giáo viên"
    hardly, alike = worth(seen(4, key, "Hoẻu lrưưnq"), 0.01), worth(seen(4, key, "Giảo vièn"), 0.01)
    assert untold_news(key, value, 3, [hardly])
    assert untold_news(key, value, 3, [Seen(4, replace(hardly.reading, value=None))])
    assert not untold_news(key, value, 3, [alike, seen(4, key, None), seen(2, key, "Hiệu trưởng")])
    assert not untold_news("hometown", value, 3, [Seen(4, replace(hardly.reading, key="hometown"))])


def test_a_poor_reading_yields_to_what_other_papers_surely_say_if_that_is_alike() -> None:
    poor = worth(seen(3, "occupation", "Giáo viên 12- Cấp"), 0.3)
    (reading,) = merge([poor, *(worth(seen(5, "occupation", "Giáo viên", n), 0.6) for n in (1, 2))])
    assert reading.value == "Giáo viên 12- Cấp"  # Too unlike.
    poor = worth(seen(3, "hometown", "Xã Nghi Phonq"), 0.3)
    others = [worth(seen(5, "hometown", "Xã Nghi Phong", n), 0.6) for n in (1, 2)]
    assert merge([poor, *others])[0].value == "Xã Nghi Phong"
    assert merge([poor, others[0]])[0].value == "Xã Nghi Phonq"  # Not sure enough …
    assert merge([worth(poor, 0.6), *others])[0].value == "Xã Nghi Phonq"  # … or it is not so poor.
    dates = [worth(seen(3, "d", "1996-02-03"), 0.3), worth(seen(5, "d", "1996-01-03", 1), 0.95)]
    assert merge(dates)[0].value == "1996-02-03"


def test_a_year_alone_yields_to_the_whole_date_it_begins() -> None:
    (reading,) = merge([seen(3, "birth_date", "1987"), seen(5, "birth_date", "1987-05-06", 1)])
    assert reading.value == "1987-05-06"
    (reading,) = merge([seen(3, "birth_date", "1987"), seen(5, "birth_date", "1988-05-06", 1)])
    assert reading.value == "1987"


def test_less_of_a_date_neither_agrees_nor_differs() -> None:
    others = [worth(seen(3, "k", "1987", 1), 0.9), worth(seen(5, "k", "1987-05-06", 2), 0.5)]
    assert agreement("k", "1987-05", 0, others) == (0, 0)


def test_what_was_only_renamed_neither_agrees_nor_differs() -> None:
    others = [worth(seen(3, "k", "Hương Thủy", 1), 0.9), worth(seen(5, "k", "Phú Bài", 2), 0.5)]
    renames = {("Hương Thủy", "Thanh Thủy")}
    renamed = agreement("k", "Thanh Thủy", 0, others, renamed=lambda *pair: pair in renames)
    assert renamed == (0, 0.5)


def test_of_two_places_of_one_paper_the_surer_speaks() -> None:
    (reading,) = merge([worth(seen(3, "hometown", "8"), 0.3), worth(seen(3, "hometown", "A"), 0.9)])
    assert reading.value == "A"


@pytest.mark.parametrize(("value", "sums"), [("Hoà", (0.9, 0.5)), ("hòa", (0.9, 0.5)), ("Hoa", (0.0, 1.4))])
def test_other_documents_agree_or_differ_by_what_they_are_worth(
    value: str, sums: tuple[float, float]
) -> None:
    others = [worth(seen(3, "k", "Hòa", 1), 0.9), worth(seen(5, "k", "Bình", 2), 0.5)]
    silent_and_own = [seen(7, "k", None, 3), worth(seen(7, "k", "X", 0), 0.9)]
    assert agreement("k", value, 0, [*others, *silent_and_own]) == pytest.approx(sums)


def worth(entry: Seen, confidence: float) -> Seen:
    return replace(entry, reading=replace(entry.reading, confidence=confidence))


def test_of_yearly_supplements_the_newest_tells_what_changes() -> None:
    papers = [seen(3, "occupation", "A"), seen(4, "occupation", "B", 1), seen(4, "occupation", "C", 2)]
    (reading,) = merge(papers)
    assert reading.value == "C"


def test_a_paper_of_another_person_is_told() -> None:
    names = ["Lê Văn An", "LÊ VĂN ẤN", "Trần Thị Bình"]
    papers = [seen(5, "full_name", name, number) for number, name in enumerate(names)]
    assert strangers(papers) == {2}
    same_birth = [seen(5, "birth_date", "1975-10-20", number) for number in range(3)]
    assert strangers([*papers, *same_birth]) == frozenset()
    assert strangers(papers[1:]) == frozenset()


def test_a_name_that_was_hardly_read_makes_no_paper_a_strangers() -> None:
    """A whole card would be lost for one misread name."""
    papers = [seen(5, "full_name", "Tôn Nữ Quỳnh Giao", number) for number in range(3)]
    card = seen(3, "full_name", "Dân tộc Tôn giáo Kinh Phật giáo", 3)
    assert strangers([*papers, card]) == {3}
    assert strangers([*papers, Seen(3, replace(card.reading, confidence=0.02))]) == frozenset()
