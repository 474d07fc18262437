"""Bytes of pages as the text that quotations are compared with."""

import gzip
import html
import json

import pytest

from blog.evidence.page_text import MAX_BYTES, UnreadableError, read_page
from blog.evidence.verdict import judge

RUSSIAN = "Мы не отступим от этого решения ни на шаг."
JAPANESE = "この法案には反対しないと首相は述べた。"
CHINESE = "我们不会在这个问题上让步。"


@pytest.mark.parametrize(
    ("text", "declared", "encoding"),
    [
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "windows-1251", "utf-8"),  # Saved again, with the old declaration.
        (RUSSIAN, "", "utf-8-sig"),
        (RUSSIAN, "", "utf-16"),
        *[(text, "", f"utf-16-{order}") for text in (RUSSIAN, CHINESE) for order in ("le", "be")],
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "iso-2022-jp", "iso-2022-jp"),
        (CHINESE, "GB2312", "gb18030"),
        ("我們不會在這個問題上讓步。", "big5", "big5"),
        ("Der Käse kostet 5 € – “immer”.", "iso-8859-1", "cp1252"),
        ("Der Käse kostet 5 € – “immer”.", "", "cp1252"),
        ("İstanbul'da çok iş yapıldı.", "iso-8859-9", "cp1254"),
        ("한국어로 말한 문장입니다.", "euc-kr", "cp949"),
    ],
)
def test_encoding_of_page_is_recognised(text, declared, encoding):
    if encoding in ("big5",):
        text = (
            text.replace("们", "們").replace("会", "會").replace("这", "這").replace("问题", "問題")
        )
        text = text.replace("让", "讓")
    source = f'<meta charset="{declared}"><p>{text}</p>' if declared else f"<p>{text}</p>"
    assert read_page(source.encode(encoding)).text.strip() == text


UNDECLARED = {
    "cp1251": "Портовое управление публикует таблицы приливов в первый день месяца.",
    "koi8-r": "Рыбаки получают таблицы у стойки, где служащий ставит печать.",
    "koi8-u": "Рибалки отримують таблиці біля стійки, де їх штампує службовець.",
    "iso-8859-5": "В прошлом году принтер ломался дважды, и учитель писал от руки.",
    "cp1250": "Rybacy odbierają tablice przy okienku, gdzie urzędnik stempluje każdy egzemplarz.",
    "cp1252": "Les pêcheurs les retirent au guichet, où un employé tamponne chaque exemplaire.",
    "cp1253": "Οι ψαράδες τους παραλαμβάνουν στο ταμείο του λιμανιού.",
    "iso-8859-7": "Η Άννα δήλωσε ότι οι ψαράδες τους παραλαμβάνουν στο ταμείο του λιμανιού.",
    "cp1254": "Balıkçılar bunları gişeden alır, bir memur da her nüshayı damgalar, çünkü şart.",
    "cp1255": "הדייגים אוספים אותם בדלפק, שם פקיד מטביע חותמת על כל עותק.",
    "cp1256": "ويتسلمها الصيادون من الشباك حيث يختم موظف كل نسخة.",
    "cp932": "漁師たちは窓口でそれを受け取り、職員が一枚ずつ判を押す。",
    "euc-jp": "昨年は印刷機が二度故障したため、退職した教師が数字を手書きした。",
    "iso-2022-jp": "観光客はこの表をとても気に入り、地元の店が売り始めた。",
    "gb18030": "港务局每月第一天公布潮汐表，渔民们在柜台领取，有人在上面盖章。",
    "big5": "港務局每月第一天公布潮汐表，漁民們在櫃台領取，有人在上面蓋章。",
    "cp949": "어부들은 창구에서 표를 받아 가고 직원이 한 장씩 도장을 찍는다.",
    "cp874": "ชาวประมงมารับที่เคาน์เตอร์ซึ่งเจ้าหน้าที่จะประทับตราทุกฉบับ",
}


@pytest.mark.parametrize(("encoding", "text"), UNDECLARED.items())
@pytest.mark.parametrize("declaration", ["", "<meta charset=nonsense>", "<meta charset=utf-8>"])
def test_encoding_without_true_declaration_is_guessed(encoding, text, declaration):
    page = read_page(f"{declaration}<p>{text}</p><p>{text}</p>".encode(encoding))
    assert page.text.split("\n")[0] == text


@pytest.mark.parametrize("name", ["x-sjis", "windows-31j", "Shift_JIS"])
def test_encoding_under_another_name_is_known(name):
    content = f"<meta charset={name}><p>{JAPANESE}</p>".encode("cp932")
    assert read_page(content).text.strip() == JAPANESE


def test_header_decides_where_page_declares_nothing():
    assert RUSSIAN in read_page(f"<p>{RUSSIAN}</p>".encode("cp1251"), charset="windows-1251").text


def test_unknown_encoding_is_ignored():
    for name in ("nonsense", "zip", "idna", "\x00", "utf-7"):
        assert "plain" in read_page(f"<meta charset={name}><p>plain</p>".encode()).text


def test_one_damaged_byte_does_not_change_encoding():
    content = f"<p>{RUSSIAN * 20}".encode() + b"\xff" + f"{RUSSIAN}</p>".encode()
    assert RUSSIAN in read_page(content).text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<div>one<div>two</div>three</div>", "one\ntwo\nthree"),
        ("one<br>two<hr/>three", "one\ntwo\nthree"),
        ("<table><tr><td>one</td><td>two</td></tr><tr><td>three", "one two \nthree"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("<b>o</b>ne <i>tw</i>o<wbr>s", "one twos"),
        ("a<!-- <p>no</p> -->b", "ab"),
        ("a < b and 3<4 & c", "a < b and 3<4 & c"),
        ("&lt;b&gt; &amp;amp; &#8217; &#x2019; &nbsp;|", "<b> &amp; ’ ’ \xa0|"),
        ("&#99999999999999999999; &#xD800; &#0;x", "\ufffd \ufffd \ufffdx"),
        ("hy&shy;phen zero&#8203;width", "hyphen zerowidth"),
        ("e\u0301 ﬁne", "é fine"),
        ("<script>no</script><style>no</style><noscript>no</noscript>yes", "yes"),
        ("<template>no</template><svg><text>no</text></svg>yes", "yes"),
        ("<p hidden>no<p>yes", "yes"),
        ("<p hidden=until-found>yes", "yes"),
        ("<div style='x:y; DISPLAY : none'>no <p>no</p></div>yes", "yes"),
        ("<span class='a sr-only'>no</span>yes", "yes"),
        ("<a title='x > y' href=\"a>b\">yes</a>", "yes"),
        ("<a title=it's>yes</a> it's", "yes it's"),
        ('<p title="never closed>yes</p>', "yes"),
        ("<img alt='A cat sits'>yes<img alt='T'>he", "yesThe"),
        ("<textarea>no</textarea><iframe>no</iframe>yes", "yes"),
        (
            "one<iframe src=x SRCDOC='<p>two &amp;lt; three</p>'>no</iframe>four",
            "one\ntwo < three\nfour",
        ),
        ('<p>one <iframe srcdoc="<b>two</b>"></iframe>three', "one \ntwo\nthree"),
        ("<iframe srcdoc=''></iframe><iframe hidden srcdoc='no'></iframe>yes", "yes"),
        ("<iframe srcdoc='<p style=display:none>no</p>yes'></iframe>", "yes"),
        ("<svg><iframe srcdoc='no'></iframe></svg>yes", "yes"),
        (
            "<p><template shadowrootmode=open><style>no</style>one <slot></slot></template>two</p>",
            "one two",
        ),
        ("<template shadowrootmode='no'>no</template>yes", "yes"),
        ("<title>no</title>yes", "yes"),
        ("<pre>one\n  two</pre>", "one\n  two"),
        ("  one \n two\t three ", "one two three"),
        ("<![CDATA[no]]>yes<?php no ?>yes", "yesyes"),
        ("<p>one</p></div></p></span>two", "one\ntwo"),
        ("<unknown-element>yes</unknown-element>", "yes"),
        ("", ""),
    ],
)
def test_visible_text_of_html(source, text):
    assert read_page(source.encode(), is_html=True).text.strip() == text


@pytest.mark.parametrize(
    "source",
    [
        "<p>We will rebuild the <div class='ad-box'>Buy now!</div>bridge before winter.",
        "<p>We will rebuild the</p><figure><figcaption>A bridge</figcaption></figure><p>bridge "
        "before winter.",
        "<p>We will rebuild the<sup>[1]</sup> bridge<sup>2</sup> before winter.",
        "<p>We will rebuild the</p><iframe srcdoc='<p>Buy now!'></iframe><p>bridge before winter.",
        "<iframe srcdoc='<p>We will rebuild the bridge before winter.'></iframe>" + "<p>More." * 9,
        "<p>We will rebuild<ruby>the<rt>de</rt></ruby> bridge before winter.".replace(
            "<ruby>", " <ruby>"
        ),
        "<p>We will rebuild the </p><nav>Home</nav><form>Search</form><p>bridge before winter.",
        "<p>We will rebuild the bridge[3] before[note 4] winter.",
        "<p>We will rebuild the bridge¹ before² winter.",
        "<p><span>We</span><span> will rebuild</span> the<span></span> bridge before winter.",
        "<div><span>We will rebuild the</span><span>bridge before winter.</span></div>",
        "<p><span class=cap>W</span>e will rebuild the bridge before winter.",
        "<div>W</div><p>e will rebuild the bridge before winter.",
    ],
)
def test_quotation_stands_although_page_interrupts_it(source):
    assert judge("We will rebuild the bridge before winter.", read_page(source.encode())).length


def test_text_of_plain_file_is_read_with_its_lines():
    page = read_page(b"We will rebuild\nthe bridge. 3 < 4 > 2\n")
    assert page.text == "We will rebuild\nthe bridge. 3 < 4 > 2\n"
    assert judge("We will rebuild the bridge", page).kind == "same"


def test_compressed_page_is_read():
    assert "bridge" in read_page(gzip.compress(b"<p>the bridge")).text


@pytest.mark.slow
def test_decompression_is_bounded():
    assert len(read_page(gzip.compress(b"a " * 20_000_000)).text) <= MAX_BYTES


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("transfer", "body"),
    [
        ("quoted-printable", "<p>Caf=C3=A9 owners ref=\nused to pay.</p>"),
        ("base64", "PHA+Q2Fmw6kgb3duZXJzIHJl\nZnVzZWQgdG8gcGF5LjwvcD4="),
        ("8bit", "<p>Café owners refused to pay.</p>"),
    ],
)
def test_page_in_mhtml_is_read(transfer, body, newline):
    lines = [
        "From: <Saved by Blink>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--x"',
        "",
        "----x",
        "Content-Type: image/png",
        "",
        "<p>no picture</p>",
        "----x",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Transfer-Encoding: {transfer}",
        "",
        body,
        "----x--",
    ]
    content = "\n".join(lines).replace("\n", newline).encode()
    assert read_page(content).text.strip() == "Café owners refused to pay."


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 500,
        b"\x1f\x8bdamaged",
        b"PK\x03\x04" + bytes(range(256)) * 20,
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nnothing\n",
    ],
)
def test_file_without_text_is_refused_with_reason(content):
    with pytest.raises(UnreadableError, match=r"\w+ \w+"):
        read_page(content)


def test_article_of_linked_data_counts_where_page_shows_none():
    body = "We will rebuild the bridge before winter. " * 20
    data = json.dumps({"@type": "NewsArticle", "articleBody": body})
    shell = f"<script type='application/ld+json'>{data}</script><div id=app></div>"
    assert judge("We will rebuild the bridge", read_page(shell.encode())).kind == "same"
    shown = shell + "<p>" + "Quite another text has replaced what was here before. " * 30
    assert judge("We will rebuild the bridge", read_page(shown.encode())).kind == "gone"


def test_page_behind_paywall_of_linked_data_is_unread():
    data = json.dumps({"isAccessibleForFree": False})
    teaser = "The council met at noon to talk about what is left of the old bridge. " * 5
    page = read_page(f"<script type='application/ld+json'>{data}</script><p>{teaser}".encode())
    assert judge("We will never give it up again", page).kind == "unread"


def test_frames_within_frames_are_read_to_a_depth():
    source = "<p>Innermost."
    for number in (4, 3, 2, 1):
        source = f"<p>Frame {number}.<iframe srcdoc='{html.escape(source)}'></iframe>"
    lines = read_page(source.encode(), is_html=True).text.split()
    assert " ".join(lines) == "Frame 1. Frame 2. Frame 3. Frame 4."


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "<p>" * 100_000,
        "<div>a" * 50_000,
        "<p " + "a=1 " * 100_000 + ">x",
        '<a b="' * 60_000,
        "<sup>1" * 60_000,
        "<!--" * 100_000,
        "&#" + "9" * 300_000,
        "[1]" * 100_000,
        "a\n" * 100_000,
        " " * 300_000,
        "<iframe srcdoc='<p>a'></iframe>" * 50_000,
        "<iframe srcdoc='" * 50_000,
        "<iframe srcdoc='" + "&lt;iframe srcdoc=&quot;" * 50_000,
        "<template shadowrootmode=open>a" * 50_000,
        "<script type=application/ld+json>" + '"articleBody":"' * 30_000,
    ],
)
def test_hostile_page_is_read_and_judged(source):
    page = read_page(source.encode())
    for quotation in ("word […] other [c] d e f", "[" * 20_000, "b " * 9_000, "[…] word " * 2_000):
        assert judge(quotation, page).kind in {"gone", "unread"}
