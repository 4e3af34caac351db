"""Plain text and Markdown: bytes → text, decoded for sure or refused.

A wrong encoding often decodes without an error, to other characters. What tells is how common the characters are: of a
Chinese text nearly nine in ten belong to the frequent ones below, of bytes read in a wrong encoding at most one in
seven. So a common character speaks for an encoding about as much as an uncommon one speaks against it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

from knowledge.loading.extract import Extract, of_text
from knowledge.loading.refusal import Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16, so it is tried before
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_NARROW = ("gb18030", "big5hkscs", "hz", "utf-16-le", "utf-16-be")
# Python's name of a declared encoding → the one that contains it.
_FAMILY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "hz": "hz",
    "big5": "big5hkscs", "cp950": "big5hkscs", "big5hkscs": "big5hkscs",
}  # fmt: skip
# Where Windows, and so nearly every file, gives another sign to the same bytes than Python's table of Big5 does.
_BIG5_OF_WINDOWS = str.maketrans("•､‾∼♁☉¥¢£￭", "‧﹑¯～⊕⊙￥￠￡▓")
_DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LOST = "\ufffd"
_LOST_SHARE = 0.01
_LINES_LOOKED_AT = 200
# Frequent minus other characters: what it takes to be sure, and what a declaration in the file is worth.
_SURE = 6
_DECLARED_IS_WORTH = 10
_RESAVE = "请用记事本另存为 UTF-8 后再导入。"

# The 800 most frequent characters of Chinese text and of laws, and those of Traditional Chinese text.
_FREQUENT = frozenset(
    "的人一和有不行第条法国在定民以会是当应十中大政了理规地为业部管者上用生关门他工市作主或对机本务年公设出事其二"
    "发区个建等经可时三要员下这家产制自全方保成动得合学进来道位物安我到实水所处施后分责于及由同府代体内资院之过日"
    "能四单通开表级五并提委说子权重文化就照任也依品长与构外护期议高相明情证们报城立利面性前向监使场起组天共交多加"
    "件准职正现新常展县力查社元按案划治种度据程着改信计你各收教活标从取小名审营军而意入省月服将量里然决都金间项心"
    "办请运电告海路无技原六平防还违织检好款专反境口被北见企万那去次受律知接术如数未备书没供目点调车统督质求两因山"
    "例指科系农手特气七八百具已基强记商最育批给导环只结东放但源持列执予形南直采解式费负么又义身域根况头罚确申西总"
    "集息此布问司造范九看限需华置令回变战格支止老土些想果称协先修领认许害济料村她流投承传河复价武江清样除医别乡石"
    "更诉林选举财住湖类线险风非必比少广把达预参儿美察完属联转约至究队验声世容房装排校污游节围女题算再际养师卫网空"
    "研整药核消效益汉做则包态销台族罪便色严器何推命首米筑措该团王居影适很才助己染登失州评测论担听打话张维考急镇马"
    "存配犯号太示病历带符增众史神食型刑易几走京千停损干让输步即每故编志障今响真续古疗光边界争白兵花党积它黄救劳送"
    "户章识难健控官革密火什旅死象补纳船优材托引禁视征辖偿近功股额图观段客序周站字斯阳注却航创满值热连较眼精录货危"
    "善判候德士局励守言须超亲园移占快绿红低税群届感始破警履落付李状极皇派宣思叫裁铁草木克离试笑英深断像矿鼓拉突招"
    "且随街席追双尔半率留策致售另培朝往免废纪足显终庭速康亚训景素层副鱼势语讼普港愿均毒促远临爱轻初飞获青吃片宗遗"
    "退夫模树般括银越伤乐帝侵减血份融封央屋望待觉票独油购音射植兴抗涉综卖印早绝假挥余怎击细艺龙灾倒习享继球签载洋"
    "桥切胜曾互演充降债买紧星甚父鉴赔订底室坏馆础虽简罗升黑燃若烟跟租写洲著络左巴否遵异富版陆"
    "國為於後時學會與軍發個來區東對這戰經並動開爾亞內長統過現機進業馬產稱當羅聯將間體電種華權總義島數兩議設黨員語"
    "達領約關從紀灣則實車運尼隊臺阿縣組認傳選蘭計們爭場屬濟務結漢萬廣說無賽維書導變線韓決資還術歐舉際蒙蘇帶類條張"
    "陸擊視許該據歷別納處氣規鐵團點論較香攻邦強亦卡門沒風圖質奧郵報應劉殺構威級繼獲獨福隨號仍響參續劃轉俄興連題農"
    "波網伊龍極專記溫衛邊倫眾問標製單敗勢宋積築協觀藝環織離樂盟給創復略聲層護希陽辦逐終圍汗幾飛見伯調職恩裝魯堡沙"
    "哈恆遠塞佛吉頭典師聖角森樣僅營轄鎮薩埃親祖採兒階洛麗雙雖擁烈漸丁鮮遊備君慶園熱塔館細勝滿態坦郡哥雷斷拜宮壓曼"
    "季烏唐係項遷餘負嚴拿費憲顯節庫艦畫黃責勒田範話狀奇詞卻稻絕岸確紅滅裡讓愛廷亡諾證座博測銀班朱諸準載幣毛魚臣獎"
    "寫雲萊鬥鄭難束貴句併寧母錄籍牙陳訊附氏屆試瓦杜歸久赫堂盧擴簽鄉況爆播瑞臨駐遺遭念財彈佔頓索價歌減殖劇姆梅役末"
    "擔戶奪"
)


def extract(path: Path) -> Extract:
    """A paragraph per line. Raises Refused."""
    text = decode(path.read_bytes())
    lost = text.count(_LOST)
    told = f"文件里有 {lost} 个「{_LOST}」：这些字在文件保存时就已经丢失，引用时请核对原件。"
    return replace(of_text(text), warnings=(told,) if lost else ())


def decode(content: bytes, declared: str | None = None) -> str:
    """Text with line breaks made ``\\n``: UTF-8, UTF-16, UTF-32, GB 18030, Big5 or HZ. Raises Refused if none is sure.

    ``declared`` is the encoding that an envelope names; what the file itself declares in its first bytes is seen here.
    A declaration is a hint and no more: many pages are not in the encoding that they declare.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _clean(_strict(content.removeprefix(mark), encoding))
    utf_8 = _tried(content, "utf-8")
    if utf_8 is not None and not _is_weak(utf_8):
        return _clean(utf_8)
    hint = _family(declared) or _family(_declared_within(content))
    found = {}
    for encoding in _WIDE if b"\0" in content else _NARROW:
        text = _tried(content, encoding)
        if text is None or text == utf_8 or "\0" in text:
            continue
        evidence = _evidence(text, counts_ascii=encoding in _WIDE)
        if evidence + _DECLARED_IS_WORTH * (encoding == hint) >= _SURE:
            found[encoding] = text
    if len(found) == 1:
        return _clean(*found.values())
    if utf_8 is not None and not found and _tried(content, "hz") in (utf_8, None):
        return _clean(utf_8)
    seen = f"按 {' 和 '.join(found)} 都读得通" if found else "不是 UTF-8，按 GB18030、Big5 读出来都不像中文"
    raise Refused(f"认不出文件的文字编码（{seen}）：{_RESAVE}")


def _tried(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text.translate(_BIG5_OF_WINDOWS) if encoding == "big5hkscs" else text


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        seen = f"开头标明 {encoding}，读到第 {error.start} 字节出错"
        raise Refused(f"文件的文字编码有误（{seen}），可能没有下载完整：{_RESAVE}") from error


def _is_weak(text: str) -> bool:
    """Whether bytes that are valid UTF-8 could well be something else: HZ, UTF-16, or GB 18030 made of pairs only."""
    return "\0" in text or ("~{" in text if text.isascii() else max(text) < "\u0800")


def _evidence(text: str, counts_ascii: bool) -> int:
    """How many characters are frequent ones, less the other letters; punctuation and digits say nothing."""
    found = 0
    for char, count in Counter(text).items():
        if char in _FREQUENT or (counts_ascii and (char.isprintable() or char in "\t\r\n") and char.isascii()):
            found += count
        elif not char.isascii() and unicodedata.category(char)[0] in "LC":
            found -= count
    return found


def _declared_within(content: bytes) -> str | None:
    """What an XML declaration or an HTML meta element names."""
    found = _DECLARATION.search(content, 0, 2048) if content.lstrip()[:1] == b"<" else None
    return found.group(1).decode("ascii", "replace") if found else None


def _family(name: str | None) -> str | None:
    """The encoding of ours that a declared name stands for."""
    try:
        return _FAMILY.get(codecs.lookup(name).name) if name else None
    except LookupError:
        return None


def _clean(text: str) -> str:
    text = text.removesuffix("\x1a").replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    if _CONTROL.search(text):
        raise Refused("文件里有不属于文本的控制字符，可能是别的格式改了扩展名：请用原来的程序另存为文本后再导入。")
    if text.count(_LOST) > _LOST_SHARE * len(text) or _was_misread(text):
        raise Refused(
            "文件里的文字是乱码（以前用错误的编码打开后又保存过）：请找到原件，用记事本另存为 UTF-8 后再导入。"
        )
    return text


def _was_misread(text: str) -> bool:
    """Whether a line is UTF-8 that was once read in another encoding and saved: read back, it becomes Chinese."""
    for line in text.splitlines()[:_LINES_LOOKED_AT]:
        for encoding in ("gb18030", "cp1252", "latin-1"):
            try:
                before = line.encode(encoding).decode("utf-8", "ignore")  # seldom has every byte survived
            except UnicodeError:
                continue
            if before != line and _evidence(before, counts_ascii=False) >= _SURE:
                return True
    return False
