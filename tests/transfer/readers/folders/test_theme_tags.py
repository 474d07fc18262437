"""Tags of themes and plugins, and components of MDX."""

from pathlib import Path

import pytest

from tests.transfer.readers.folders.test_bodies import read_post, render


def read_mdx(path: Path, text: str) -> tuple[str, tuple[str, ...]]:
    post = read_post(path, text, "post.mdx")
    return post.html.replace("\n", ""), post.notes


NOTE = "<small data-footnote>A <em>low</em> one.</small>"
GALLERY = "<div data-gallery><p>{}</p></div>"
PICTURES = '<img src="/a.jpg" alt=""> <img src="/b.jpg" alt="">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Tides{{< sidenote >}}A *low* one.{{< /sidenote >}} turn.", f"<p>Tides{NOTE} turn.</p>"),
        ("Tides{% sidenote 'x' 'A *low* one.' %} turn.", f"<p>Tides{NOTE} turn.</p>"),
        (
            '{{< sidenote "right" "x" "Tides" >}}A *low* one.{{< /sidenote >}} turn.',
            f"<p>Tides{NOTE} turn.</p>",
        ),
        (
            '{{< admonition warning "Mind it" false >}}\nThe gate.\n{{< /admonition >}}',
            "<div><p><strong>Mind it</strong></p><p>The gate.</p></div>",
        ),
        (
            "{% note success no-icon Mind it %}\nThe gate.\n{% endnote %}",
            "<div><p><strong>Mind it</strong></p><p>The gate.</p></div>",
        ),
        ("{% note 'fab fa-x' simple %}\nThe gate.\n{% endnote %}", "<div><p>The gate.</p></div>"),
        (
            "{% tabs Both, 1 %}\n<!-- tab Rail@fa-x -->\nSlow.\n<!-- endtab -->\n{% endtabs %}",
            "<div><p><strong>Rail</strong></p><p>Slow.</p></div>",
        ),
        (
            "{% folding green, Look %}\nIn.\n{% endfolding %}",
            "<div><p><strong>Look</strong></p><p>In.</p></div>",
        ),
        (
            "{% hideToggle Look %}\nIn.\n{% endhideToggle %}",
            "<div><p><strong>Look</strong></p><p>In.</p></div>",
        ),
        (
            "{% btn /go, Go, fa-x %} {% label primary @one %} {% kbd Ctrl %} {% emp two %}",
            '<p><a href="/go">Go</a> one <kbd>Ctrl</kbd> <em>two</em></p>',
        ),
        (
            "{% gp 2-1 %}![](/a.jpg) ![](/b.jpg){% endgp %}",
            GALLERY.format(PICTURES),
        ),
        (
            "{% fi /a.jpg, alt, The bay %}",
            '<figure><img src="/a.jpg" alt="alt"><figcaption>The bay</figcaption></figure>',
        ),
        (
            "{% image /a.jpg, alt=The old bay, width=4 %}",
            '<figure><img src="/a.jpg" alt=""><figcaption>The old bay</figcaption></figure>',
        ),
        (
            "{% marginfigure 'x' '/a.jpg' 'The *bay*' %}",
            '<figure><img src="/a.jpg" alt=""><figcaption>The <em>bay</em></figcaption></figure>',
        ),
        (
            "{% asset_img /a.jpg %}\n![b](/b.jpg)",
            '<img src="/a.jpg" alt=""><p><img src="/b.jpg" alt="b"></p>',
        ),
        ("{% embed https://v.example/1 %}", '<figure data-embed="https://v.example/1"></figure>'),
        (
            '{{< audio src="/a.mp3" caption="Of tides" >}}',
            '<figure data-file="/a.mp3"><figcaption>Of tides</figcaption></figure>',
        ),
        ('{{< callout emoji="!" text="Mind *it*." >}}', "<p>Mind <em>it</em>.</p>"),
        (
            '{{< timelineItem header="One" subheader="Two" >}}In.{{< /timelineItem >}}',
            "<div><p><strong>One, Two</strong></p><p>In.</p></div>",
        ),
        (
            "{{< columns >}}\nOne.\n<--->\nTwo.\n{{< /columns >}}",
            "<div><p>One.</p><p>Two.</p></div>",
        ),
        ('{{ "now" | date: "%Y" }}', '<p>{{ "now" | date: "%Y" }}</p>'),
        (
            '{% assign path = "/img/bay" %}![]({{ path }}/a.jpg)',
            '<p><img src="/img/bay/a.jpg" alt=""></p>',
        ),
        (
            "{% capture note %}\n* One\n{% endcapture %}\n<div>{{ note | markdownify }}</div>",
            "<div><ul><li>One</li></ul></div>",
        ),
        (
            "{% capture a %}One.{% endcapture %}{{ a }}\n\n"
            "{% capture a %}Two *or* more.{% endcapture %}\n\n{% include x.md content=a %}",
            "<p>One.</p><p>Two <em>or</em> more.</p>",
        ),
        (
            "{% capture a %}One.{% endcapture %}\n\n{% capture a %}Two.{% endcapture %}{{ a }}",
            "<div><p>One.</p></div><p>Two.</p>",
        ),
        (
            '{% include lightbox.html image="/a.jpg" caption="Bay" %}',
            '<figure><img src="/a.jpg" alt=""><figcaption>Bay</figcaption></figure>',
        ),
    ],
)
def test_tag_of_a_theme_becomes_what_it_shows(tmp_path: Path, text: str, html: str) -> None:
    assert render(tmp_path, text) == html


def test_gallery_of_front_matter_is_where_the_text_includes_it(tmp_path: Path) -> None:
    pictures = "gallery:\n- url: /a.jpg\n  title: Bay\n- image_path: /b.jpg\ntitle: A"
    text = f"---\n{pictures}\n---\n{{% include gallery caption='Of *it*.' %}}"
    html = read_post(tmp_path, "", **{"post.md": text}).html
    assert html.replace("\n", "") == (
        '<div data-gallery><figure><img src="/a.jpg" alt=""><figcaption>Bay</figcaption></figure>'
        '<figure><img src="/b.jpg" alt=""></figure></div><p>Of <em>it</em>.</p>'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            '<YouTube id="abcdefghijk" />',
            '<figure data-embed="https://www.youtube.com/watch?v=abcdefghijk"></figure>',
        ),
        (
            '<BlogImage src="/a.jpg" caption="The <bay>" alt="x" credit="Ida" />',
            '<figure data-credit="Ida"><img src="/a.jpg" alt="x"><figcaption>The &lt;bay&gt;'
            "</figcaption></figure>",
        ),
        (
            '<Quote author="Ada Moor" source={"The Bay"}>\nTides *turn*.\n</Quote>',
            "<blockquote><p>Tides <em>turn</em>.</p><footer>Ada Moor, The Bay</footer>"
            "</blockquote>",
        ),
        ('<Callout type="info">\nMind **it**.\n</Callout>', None),
        (
            '<Tabs><TabItem value="a" label="One">\nFirst.\n</TabItem></Tabs>',
            "<div><div><p><strong>One</strong></p><p>First.</p></div></div>",
        ),
        ("a {/* a comment */}b", "<p>a b</p>"),
        ("`<Callout />` a", "<p><code>&lt;Callout /&gt;</code> a</p>"),
        ("<Code code={`a < b`} />", "<pre><code>a &lt; b</code></pre>"),
        ("<Wrapper>\nWords.\n</Wrapper>", "<p>Words.</p>"),
    ],
)
def test_component_of_mdx_becomes_what_it_shows(
    tmp_path: Path, text: str, html: str | None
) -> None:
    expected = html or "<div><p>Mind <strong>it</strong>.</p></div>"
    assert read_mdx(tmp_path, text) == (expected, ())


def test_unknown_component_of_mdx_is_noted_and_its_words_stay(tmp_path: Path) -> None:
    html, notes = read_mdx(tmp_path, 'a\n\n<Chart data={rows} title="Of <tides>" />\n\nb')
    assert html == "<p>a</p><p>Of &lt;tides&gt;</p><p>b</p>"
    assert len(notes) == 1 and "Chart" in notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "<A " * 5_000,
        "<A b={" * 3_000,
        "{{< sidenote >}}" * 3_000,
        "{% capture a %}" * 3_000 + "{{ a }}",
        "![a](b " * 5_000,
        "!!! note\n" * 3_000,
        "> a\n" * 5_000 + "{a=",
        "[[a|" * 500,
        "{/*" * 5_000,
    ],
)
def test_hostile_text_takes_no_long_time(tmp_path: Path, text: str) -> None:
    html, _notes = read_mdx(tmp_path, text)
    assert html


@pytest.mark.parametrize("name", ["a.svg", "a.bmp", "a.HEIC", "a.jfif"])
def test_tag_with_picture_of_any_format_is_figure(tmp_path: Path, name: str) -> None:
    picture = f'<img src="/{name}" alt="The bay">'
    figure = f"<figure>{picture}<figcaption>The bay</figcaption></figure>"
    assert render(tmp_path, f"{{% imgcap /{name} The bay %}}") == figure
