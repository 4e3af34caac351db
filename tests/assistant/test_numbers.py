"""Written numbers: each form with all that is to be found in it, and nothing else."""

from __future__ import annotations

import itertools
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.numbers import NumberKind, find, plain
from assistant.numerals import read_numeral

# Text → the forms of all its numbers.
FORMS: dict[str, str] = {
    # Arabic
    "0家": "0家",
    "7家": "7家",
    "20家": "20家",
    "２０家": "20家",
    "１２３": "123",
    "1,900": "1900",
    "1,234,567元": "1234567元",
    "１,９００亩": "1900亩",
    "１，９００亩": "1900亩",
    "12.5%": "12.5%",
    "0.5": "0.5",
    "3.14": "3.14",
    "2.70元": "2.7元",
    "007": "7",
    "-5%": "-5%",
    "（-3）分": "-3",
    "负5度": "-5度",
    "100000000": "100000000",
    # scales
    "1万": "10000",
    "2.5万": "25000",
    "1,900万亩": "19000000亩",
    "１，９００万亩": "19000000亩",
    "3亿": "300000000",
    "3.5亿元": "350000000元",
    "140亿斤": "14000000000斤",
    "140万斤": "1400000斤",
    "3万亿元": "3000000000000元",
    "1.2万亿": "1200000000000",
    "5千": "5000",
    "3百": "300",
    "2.5千家": "2500家",
    "1亿2千万": "120000000",
    "2万5千": "25000",
    "1万2": "12000",
    "1万500": "10500",
    "1万2000人": "12000人",
    "3亿5": "350000000",
    "250万元": "2500000元",
    "250.5万元": "2505000元",
    "20 万元": "200000元",
    "1 900 家": "1 900家",
    "5000万": "50000000",
    "0.3亿元": "30000000元",
    "12万平方米": "120000平方米",
    "6千万": "60000000",
    "5百万元": "5000000元",
    # Chinese
    "零": "",
    "五家": "5家",
    "十家": "10家",
    "十二家": "12家",
    "二十": "20",
    "二十家": "20家",
    "二十一": "21",
    "一百": "100",
    "一百零二": "102",
    "一百一十": "110",
    "一百一十二": "112",
    "一百二": "120",
    "一百二十": "120",
    "两百五": "250",
    "五百": "500",
    "五百二十": "520",
    "一千": "1000",
    "一千零二": "1002",
    "一千零二十": "1020",
    "一千二": "1200",
    "一千二百": "1200",
    "一千二百五": "1250",
    "两千": "2000",
    "两千五": "2500",
    "二千零五十": "2050",
    "九千九百九十九": "9999",
    "一万": "10000",
    "一万二": "12000",
    "一万零二": "10002",
    "一万二千": "12000",
    "十万": "100000",
    "十五万八千": "158000",
    "一百五十万": "1500000",
    "一千万": "10000000",
    "一千二百万": "12000000",
    "三千五百万元": "35000000元",
    "一亿": "100000000",
    "一亿二": "120000000",
    "一亿二千万": "120000000",
    "十二亿三千万": "1230000000",
    "三万亿": "3000000000000",
    "一百四十亿斤": "14000000000斤",
    "三点五": "3.5",
    "三点五万": "35000",
    "零点五": "0.5",
    "十二点五亿元": "1250000000元",
    "二〇二一": "2021",
    "一九四九": "1949",
    "一零一": "101",
    "两千平米": "2000平方米",
    "一千九百万亩": "19000000亩",
    "四百八十六万元": "4860000元",
    # financial and traditional
    "伍佰": "500",
    "伍佰元整": "500元",
    "壹仟贰佰叁拾肆元": "1234元",
    "壹万元整": "10000元",
    "贰拾万元": "200000元",
    "叁仟": "3000",
    "陆佰柒拾捌": "678",
    "玖拾玖": "99",
    "壹億": "100000000",
    "五萬": "50000",
    # units: the same and not the same
    "2000㎡": "2000平方米",
    "2000平方米": "2000平方米",
    "2000平米": "2000平方米",
    "2000平": "2000平方米",
    "2000m²": "2000平方米",
    "3000平方": "3000平方米",
    "5千米": "5公里",
    "5公里": "5公里",
    "5千克": "5公斤",
    "3千瓦时": "3千瓦时",
    "5千平米": "5000平方米",
    "100块": "100元",
    "100块钱": "100元",
    "30人": "30人",
    "30个人": "30人",
    "30人次": "30人次",
    "3个月": "3月",
    "10个工作日": "10工作日",
    "2个百分点": "2百分点",
    "3年": "3年",
    "30天": "30天",
    "2小时": "2小时",
    "2个小时": "2小时",
    "15分钟": "15分钟",
    "85分": "85分",
    "3倍": "3倍",
    "翻一番": "1番",
    "5公顷": "5公顷",
    "20亩": "20亩",
    "20亩地": "20亩",
    "60周岁": "60周",
    "3立方米": "3立方米",
    "35%": "35%",
    "1.5倍": "1.5倍",
    "两项": "2项",
    "八个": "8个",
    "十大行动": "10大",
    "三个中心": "3个",
    "20家 企业": "20家",
    "20 家": "20家",
    # per cent, tenths, fractions, ratios
    "10%": "10%",
    "１０％": "10%",
    "10 %": "10%",
    "百分之十": "10%",
    "百分之五十五": "55%",
    "百分之12.5": "12.5%",
    "百分之零点五": "0.5%",
    "百分之百": "100%",
    "百分百": "100%",
    "千分之五": "0.5%",
    "万分之三": "0.03%",
    "5‰": "0.5%",
    "三成": "30%",
    "三成五": "35%",
    "两成半": "25%",
    "7成": "70%",
    "一半": "50%",
    "半数以上": "50%",
    "三分之一": "1/3",
    "1/3": "1/3",
    "四分之三": "3/4",
    "3:2": "3:2",
    "3：2": "3:2",
    "7比3": "7:3",
    # halves
    "两年半": "2.5年",
    "半年": "0.5年",
    "一个半月": "1.5月",
    "半个月": "0.5月",
    "2个半小时": "2.5小时",
    # dates, times, plans
    "2021年9月22日": "2021-09-22",
    "2021年09月22日": "2021-09-22",
    "2021-09-22": "2021-09-22",
    "2021-9-22": "2021-09-22",
    "2021/9/22": "2021-09-22",
    "2021.9.22": "2021-09-22",
    "二〇二一年九月二十二日": "2021-09-22",
    "二○二一年九月": "2021-09",
    "2021年9月": "2021-09",
    "2021年": "2021",
    "2021年度": "2021",
    "２０２１年": "2021",
    "9月22日": "--09-22",
    "九月二十二日": "--09-22",
    "9月22号": "--09-22",
    "十二月": "--12",
    "5月份": "--05",
    "2021年1月1日至12月31日": "2021-01-01 --12-31",
    "2021-2023年": "2021 2023",
    "2021—2023年": "2021 2023",
    "2021年至2023年": "2021 2023",
    "8:30": "08:30",
    "18：05": "18:05",
    "9时30分": "09:30",
    "2021年13月": "2021 13月",
    "十四五": "十四五",
    "“十四五”": "十四五",
    "“十三五”时期": "十三五",
    "十五五规划": "十五五",
    "“八五”": "八五",
    "21年": "21年",
    # ordinals and items
    "第26期": "第26期",
    "第三条": "第3条",
    "第 12 条": "第12条",
    "第一百零二条": "第102条",
    "第三": "第3",
    "第2.7项": "第2.7项",
    "一、总则": "第1",
    "（一）总则": "第1",
    "1. 总则": "第1",
    "1.1": "1.1",
    "2.7": "2.7",
    "2.10": "2.10",
    "2.1": "2.1",
    "1.2.3": "1.2.3",
    # document numbers, codes
    "国科发政〔2017〕115号": "国科发政〔2017〕115号",
    "国科发政[2017]115号": "国科发政〔2017〕115号",
    "国科发政（2017）115号": "国科发政〔2017〕115号",
    "根据国科发政〔2017〕115号": "国科发政〔2017〕115号",
    "豫政办〔2021〕5号文": "豫政办〔2021〕5号",
    "0371-65908045": "0371-65908045",
    "13800138000": "13800138000",
    "5G": "5G",
    "4A级景区": "4A",
    "ISO9001认证3家": "ISO9001 3家",
    "（<http://a.cn/7.html>）": "HTTP://A.CN/7.HTML",
    "GB/T 7714-2015": "GB/T7714-2015",
    "ISO9001": "ISO9001",
    "COVID-19": "COVID-19",
    "http://a.cn/2021/09-24/7.html": "HTTP://A.CN/2021/09-24/7.HTML",
    # vague: found, without a value
    "十几家": "十几家",
    "几十家": "几十家",
    "几家": "几家",
    "若干": "若干",
    "数百家": "数百家",
    "上百家": "上百家",
    "好几百": "好几百",
    "二三十家": "二三十家",
    "三五家": "三五家",
    "七八家": "七八家",
    "数十万元": "数十万元",
    "1万20": "1万20",
    # about: a value that is not exact
    "30多家": "30家+",
    "30余家": "30家+",
    "二十多万元": "200000元+",
    "20多万元": "200000元+",
    "约30家": "30家",
    "30家左右": "30家",
    "30家以上": "30家",
    "一万元以上十万元以下": "10000元 100000元",
    "不少于30家": "30家",
    "近30家": "30家",
    # ranges: both ends with the unit
    "5-8家": "5家 8家",
    "5~8家": "5家 8家",
    "5至8家": "5家 8家",
    "五到八家": "5家 8家",
    "3-5万元": "30000元 50000元",
    "3万-5万元": "30000元 50000元",
    "5%-8%": "5% 8%",
    "5-8%": "5% 8%",
    "10—15家": "10家 15家",
    # words that are none
    "一般": "",
    "一些": "",
    "统一": "",
    "唯一": "",
    "万一": "",
    "一定": "",
    "十分重要": "",
    "千万不要": "",
    "百姓": "",
    "三农": "",
    "队伍": "",
    "大陆": "",
    "一起": "",
    "一流": "",
    "两会": "",
    "第一": "第1",
    "专一": "",
    "单一": "",
    "半导体": "",
    "百年": "",
    "五一": "",
    "双一流": "",
    "数家": "",
    "四川": "",
    "九江": "",
    # several
    "2000平米，30家企业、20个团队": "2000平方米 30家 20个",
    "收入100万元和20万元": "1000000元 200000元",
    "2.7有6家": "2.7 6家",
    "初创企业30家团队20个": "30家 20个",
    "从20家增加到30家": "20家 30家",
    "三十家企业里六家": "30家 6家",
}

INEXACT = (
    "约30家",
    "30多家",
    "30家左右",
    "30家以上",
    "不少于30家",
    "近30家",
    "5-8家",
    "半数以上",
    "1，900万",
    "1 900家",
    "不超过5%",
    "超过一百家",
)
EXACT = ("30家", "达到30家", "三成", "2021年", "共30家", "到30家", "上线30家", "再加上24场", "过了30家")


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(FORMS) >= 200


@pytest.mark.parametrize(("text", "forms"), FORMS.items(), ids=list(FORMS))
def test_a_written_form_has_these_numbers_and_no_others(text: str, forms: str) -> None:
    assert " ".join(number.form for number in find(text)) == forms


@pytest.mark.parametrize("text", INEXACT)
def test_about_a_number_is_not_exactly_it(text: str) -> None:
    assert not any(number.exact for number in find(text))


@pytest.mark.parametrize("text", EXACT)
def test_a_plain_number_is_exact(text: str) -> None:
    assert [number.exact for number in find(text)] == [True]


def test_the_same_amount_in_any_writing_has_one_form() -> None:
    assert {find(text)[0].form for text in ("五百家", "500家", "伍佰家", "５００家")} == {"500家"}
    assert find("140亿斤")[0].form != find("140万斤")[0].form
    assert find("2.10")[0].form != find("2.1")[0].form  # numbers of indicators


def test_a_number_knows_its_place_and_kind() -> None:
    text = "面积２０００平米，占百分之十"
    area, share = find(text)

    assert (text[area.start : area.end], area.kind, area.value, area.unit) == (
        "２０００平米",
        NumberKind.NUMBER,
        Decimal(2000),
        "平方米",
    )
    assert (share.text, share.kind, share.value) == ("百分之十", NumberKind.PERCENT, Decimal(10))


DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """The standard way to write a number below 10^12, written here from the rule books, not from the reader."""

    def section(value: int) -> str:
        text, gap = "", False
        for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, value = divmod(value, scale)
            if digit:
                text += ("零" if gap and text else "") + DIGITS[digit] + name
                gap = False
            else:
                gap = True
        return text

    if number == 0:
        return "零"
    parts: list[str] = []
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        value, number = divmod(number, scale)
        if value:
            need_gap = bool(parts) and value < 1000
            parts.append(("零" if need_gap else "") + section(value) + name)
    text = "".join(parts)
    return text[1:] if text.startswith("一十") else text


@given(st.integers(0, 10**12 - 1))
def test_every_number_written_in_chinese_is_read_back(number: int) -> None:
    assert read_numeral(in_chinese(number)) == number


@given(st.integers(10, 10**12 - 1))
def test_every_number_written_in_chinese_is_found_with_its_unit(number: int) -> None:
    assert [found.form for found in find(f"共有{in_chinese(number)}家")] == [f"{number}家"]


@given(st.decimals(0, 10**9, allow_nan=False, places=3), st.sampled_from(["", "万", "亿"]))
def test_every_decimal_is_read_back_with_its_scale(number: Decimal, scale: str) -> None:
    found = find(f"投入{plain(number)}{scale}元")

    assert [each.value for each in found] == [number * {"": 1, "万": 10**4, "亿": 10**8}[scale]]


@given(st.integers(1000, 10**9))
def test_separators_of_thousands_change_nothing(number: int) -> None:
    wide = f"{number:,}".translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})

    assert [found.value for found in find(f"{number:,}家")] == [number]
    assert [found.value for found in find(wide.replace(",", "，") + "家")] == [number]


@given(st.dates())
def test_dates_are_the_same_in_every_writing(date: object) -> None:
    year, month, day = (int(part) for part in str(date).split("-"))
    if not 1900 <= year < 2200:
        return
    writings = (f"{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}")

    assert {find(text)[0].form for text in writings} == {str(date)}


@given(st.text("0123456789一二三十百千万亿零点.,，%成半多约年月日第家个分之-至 \n", max_size=20))
def test_any_text_gives_numbers_in_order_that_do_not_overlap(text: str) -> None:
    found = find(text)

    assert all(number.text == text[number.start : number.end] for number in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("企业30+", False),
        ("企业30+家", False),
        ("企业30多，", False),
        ("约四分之一", False),
        ("四分之一", True),
        ("企业26、27家", False),
        ("26家", True),
        ("差不多就30家", True),  # further away: for the reader of sentences to say
    ],
)
def test_what_is_said_loosely_is_not_exact(text: str, exact: bool) -> None:
    assert find(text)[0].exact is exact


def test_a_decimal_and_a_chinese_digit_are_two_numbers() -> None:
    assert [number.form for number in find("3.3四项")] == ["3.3", "4项"]


@pytest.mark.parametrize("run", ["年1", "1年", "1点", "a", "1-", "年", "1", "一", "十月", "1、", "［", "成"])
def test_a_hostile_run_of_one_character_takes_time_in_proportion(run: str) -> None:
    """Ten times the text, at most some thirty times the time: what is quadratic takes a hundred times."""
    seconds = []
    for length in (1000, 10_000):
        text = (run * length)[:length]
        tries = []
        for _ in range(3):
            start = process_time()
            find(text)
            tries.append(process_time() - start)
        seconds.append(min(tries))
    assert seconds[1] < 30 * seconds[0] + 0.02
