"""A person is named by an office, a credit or a form of address beside the name; looks alone are none."""

from __future__ import annotations

import pytest

from assistant.persons import names_person


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("副院长方若兰主持评审。", True, "an office before, an act behind"),
        ("到会的有院长周明、书记何丽华。", True, "an office before, the end of the name behind"),
        ("责编：秦越 校对：白露", True, "a credit and a colon"),
        ("陶然同志作了动员。", True, "what people are called"),
        ("评审由韩松负责。", True, "who it goes to"),
        ("谭静在年会上作报告。", True, "a name at the head of a clause, and what is done"),
        ("院长应当主持评审。", False, "an office without a name"),
        ("院长、副院长由教代会推选。", False, "offices side by side"),
        ("申请人应当建立健全台账，经许可施工。", False, "words that taggers take for names"),
        ("局长会议研究决定。", False, "an office may begin another word"),
        ("有关同志参加。", False, "nobody in particular"),
        ("评审由高新区负责。", False, "a district"),
        ("奖金由金融局负责发放。", False, "a body whose first sign is a surname"),
        ("渡口由石桥站负责。", False, "another body"),
        ("全国代表大会闭幕。", False, "an assembly"),
        ("到会的，全体代表。", False, "all of them"),
        ("部长安汽车参加展览。", False, "an office that ends in another word"),
        ("石油代表团出席。", False, "a word that begins as a surname"),
        ("院长共同主持评审。", False, "how it is done"),
        ("联系人：科技处", False, "a credit to a body"),
        ("审核：办公室。", False, "another credit to a body"),
        ("由许可负责人签发。", False, "a word that taggers take for a name"),
        ("评审由鞠亮负责。", True, "a rare surname"),
    ],
)
def test_a_person_is_named_by_the_words_beside_the_name(text: str, expected: bool, reason: str) -> None:
    assert names_person(text) is expected, reason
