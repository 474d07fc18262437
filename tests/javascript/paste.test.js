import assert from "node:assert/strict"
import { test } from "node:test"
import "./dom.js"

const { cleanPastedHTML } = await import("../../static/editor/paste.js")

for (const [name, html, expected] of [
  [
    "HTML of ProseMirror",
    '<p data-pm-slice="0 0 []"><span>A</span></p>',
    '<p data-pm-slice="0 0 []"><span>A</span></p>',
  ],
  ["plain text", "A", "<p>A</p>"],
  ["scripts, styles and comments", "<script>a()</script><style>b{}</style><!-- c --><p>A</p>", "<p>A</p>"],
  ["handlers and styles", '<p onclick="a()" style="color: red" class="b">A</p>', "<p>A</p>"],
  ["a link with a style", '<p><a href="/b" style="color:red" onmouseover="a()">A</a></p>', '<p><a href="/b">A</a></p>'],
  ["an unclosed tag", "<p>A<p>B", "<p>A</p><p>B</p>"],
  ["a break of two lines", "<p>A<br><br>B</p>", "<p>A</p><p>B</p>"],
  ["a break inside bold", "<p><b>A<br><br>B</b></p>", "<p><b>A</b></p><p><b>B</b></p>"],
  ["a single break", "<p>A<br>B</p>", "<p>A<br>B</p>"],
  ["breaks at both ends", "<p><br>A<br></p>", "<p>A</p>"],
  ["nested divs with loose text", "<div>A<div>B</div>C</div>", "<p>A</p><p>B</p><p>C</p>"],
  ["headings of other levels", "<h1>A</h1><h4>B</h4><h5>C</h5>", "<h2>A</h2><h4>B</h4><h4>C</h4>"],
  [
    "bold of Google Docs",
    '<b style="font-weight:normal"><p><span style="font-weight:700">A</span></p></b>',
    "<p><strong>A</strong></p>",
  ],
  ["italic by style", '<p><span style="font-style:italic">A</span> b</p>', "<p><em>A</em> b</p>"],
  [
    "a list of Word",
    '<p class="MsoListParagraph"><span style="mso-list:Ignore">·</span>A</p><p class="MsoListParagraph"><span style="mso-list:Ignore">·</span>B</p>',
    "<ul><li>A</li><li>B</li></ul>",
  ],
  [
    "a numbered list of Word",
    '<p class="MsoListParagraph"><span style="mso-list:Ignore">1.</span>A</p>',
    "<ol><li>A</li></ol>",
  ],
  [
    "comments of reviewers in Word",
    '<p>A <a style="mso-comment-reference:J_1">b</a><span class=MsoCommentReference><span><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[J1]</a></span></span> c</p><div style="mso-element:comment-list"><div style="mso-element:comment"><div id="_com_1" class=msocomtxt><p class=MsoCommentText>[J1] D</p></div></div></div>',
    "<p>A <a>b</a> c</p>",
  ],
  [
    "comments of reviewers in Google Docs",
    '<p>A b<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><div style="border:1px solid black"><p><a href="#cmnt_ref1" id="cmnt1">[a]</a>C</p><p>D</p></div>',
    "<p>A b<sup></sup></p>",
  ],
  [
    "marks of Google Docs",
    '<p><span style="text-decoration:line-through">A</span> m<span style="vertical-align:super">3</span> CO<span style="vertical-align:sub">2</span></p>',
    "<p><s>A</s> m<sup>3</sup> CO<sub>2</sub></p>",
  ],
  [
    "marks of a web page",
    "<p><del>A</del> <kbd>B</kbd> <tt>C</tt></p>",
    "<p><del>A</del> <code>B</code> <code>C</code></p>",
  ],
  [
    "code",
    '<pre class="brush: py" style="a:b">if <b>a</b>:<br>    <i>b</i>  &lt;\n\n</pre><p>A</p>',
    '<pre><code class="language-py">if a:\n    b  &lt;\n</code></pre><p>A</p>',
  ],
  [
    "code of GitHub",
    '<div class="highlight highlight-source-shell"><pre>a\n  b</pre></div>',
    '<pre><code class="language-shell">a\n  b</code></pre>',
  ],
  ["elements of Word", "<p>A<o:p></o:p></p>", "<p>A</p>"],
  ["a quotation in a sentence", '<p>A <q cite="/b">B <i>C</i></q>.</p>', "<p>A “B <i>C</i>”.</p>"],
  ["a quotation in a quotation", "<p><q>A <q>B</q></q></p>", "<p>“A ‘B’”</p>"],
  ["a quotation with marks in it", "<p><q>«A»</q></p>", "<p>«A»</p>"],
  ["a quotation with marks around it", "<p>A “<q>B</q>” C</p>", "<p>A “B” C</p>"],
  ["a quotation between two others", "<p>“A”<q>B</q>“C”</p>", "<p>“A”“B”“C”</p>"],
  ["a quotation that begins and ends with others", "<p><q>«A» b «C»</q></p>", "<p>“«A» b «C»”</p>"],
  [
    "a row of data",
    "<table><tr><td>A</td><td>B</td></tr></table>",
    "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>",
  ],
  [
    "a selection of Google Sheets",
    '<google-sheets-html-origin><style>td{}</style><table dir="ltr" border="1" data-sheets-root="1"><colgroup><col width="100"/></colgroup><tbody><tr><td style="a:b" data-sheets-value="{}">A</td><td style="text-align:right;">1</td></tr></tbody></table>',
    '<table><tbody><tr><td>A</td><td data-align="end">1</td></tr></tbody></table>',
  ],
  [
    "a caption and a header",
    "<table><caption> A  b</caption><thead><tr><th>C</th><th> D\n</th></tr></thead><tr><td colspan=2>E</td></tr></table>",
    '<table><caption>A b</caption><thead><tr><th>C</th><th>D</th></tr></thead><tbody><tr><td colspan="2">E</td></tr></tbody></table>',
  ],
  ["a table for layout", "<table><tr><td><p>A</p></td></tr></table>", "<p>A</p>"],
  ["white space of source code", "<p>\n  A\n  B\n</p>", "<p>A B</p>"],
  ["no-break spaces for width", "<p>A\u00a0 B</p>", "<p>A  B</p>"],
  ["a counting pixel", '<p>A</p><img width="1" src="https://example.org/a.gif">', "<p>A</p>"],
  ["an icon without a text", '<p>A</p><img src="data:image/gif;base64,AA">', "<p>A</p>"],
  [
    "a picture",
    '<p>A</p><img alt="B" src="https://example.org/b.jpg">',
    '<p>A</p><figure data-block="figure" data-alt="B" data-caption="" data-original="https://example.org/b.jpg"></figure>',
  ],
  [
    "a picture inside a paragraph",
    '<p>A <img alt="B"> C</p>',
    '<p>A</p><figure data-block="figure" data-alt="B" data-caption=""></figure><p>C</p>',
  ],
])
  test(`cleanPastedHTML cleans ${name}`, () => {
    assert.equal(cleanPastedHTML(html), expected)
  })
