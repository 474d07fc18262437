"""Clipboard HTML of other programs, and the document that a paste of it creates."""

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml>
<o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} --></style></head>
<body lang=EN-CA style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin-top:0cm'>The harbour<o:p></o:p></h1>
<p class=MsoNormal><span lang=EN-CA style='mso-ansi-language:EN-CA'>A first
line with <b>bold</b> and <i style='mso-bidi-font-style:normal'>italic</i>.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>One
thing<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>
Another<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>A step<o:p></o:p></p>
<p class=MsoNormal>See <a href="https://example.org/a">the <span class=SpellE>reg</span>ister</a>.
<o:p></o:p></p><!--EndFragment--></body></html>"""
WORD_BECOMES = (
    "<h2>The harbour</h2>"
    "<p>A first line with <strong>bold</strong> and <em>italic</em>.</p>"
    "<ul><li><p>One thing</p></li><li><p>Another</p></li></ul>"
    '<ol data-type="decimal"><li><p>A step</p></li></ol>'
    '<p>See <a href="https://example.org/a">the register</a>.</p>'
)

GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;"
id="docs-internal-guid-1f2e-77"><p dir="ltr" style="line-height:1.38;margin-top:0pt;"><span
style="font-size:11pt;font-weight:400;white-space:pre-wrap;">Plain words, then </span><span
style="font-weight:700;">strong</span><span style="font-weight:400;"> and </span><span
style="font-weight:400;font-style:italic;">slanted</span><span> ones.</span></p><br />
<ul style="margin-top:0"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr"
role="presentation"><span style="font-weight:400;">An item</span></p></li></ul><h3
dir="ltr"><span style="font-weight:400;">A heading</span></h3></b><br
class="Apple-interchange-newline">"""
GOOGLE_DOCS_BECOMES = (
    "<p>Plain words, then <strong>strong</strong> and <em>slanted</em> ones.</p>"
    "<ul><li><p>An item</p></li></ul><h3>A heading</h3>"
)

BLOGGER = """<div dir="ltr" style="text-align: left;" trbidi="on"><div class="separator"
style="clear: both;"><a href="https://pictures.example/s1600/big.jpg" imageanchor="1"><img
alt="A quay" src="https://pictures.example/s400/big.jpg" width="400"></a></div>First words.<br>
<br>Second, <b>bold<br /><br />bold on</b> after.<br><br><br>Fourth.<table align="center"
class="tr-caption-container"><tbody><tr><td><img src="https://pictures.example/2.jpg"></td></tr>
<tr><td class="tr-caption">The dock at dawn</td></tr></tbody></table>Fifth.<blockquote
class="tr_bq">Quoted on a blog.<br><br>And more.</blockquote><div>Sixth<br></div><div><br></div>
<div>Seventh</div></div>"""
BLOGGER_BECOMES = (
    '<figure data-block="figure" data-alt="A quay"'
    ' data-original="https://pictures.example/s1600/big.jpg"></figure>'
    "<p>First words.</p><p>Second, <strong>bold</strong></p>"
    "<p><strong>bold on</strong> after.</p><p>Fourth.</p>"
    '<figure data-block="figure" data-caption="The dock at dawn"'
    ' data-original="https://pictures.example/2.jpg"></figure>'
    "<p>Fifth.</p><blockquote><p>Quoted on a blog.</p><p>And more.</p></blockquote>"
    "<p>Sixth</p><p>Seventh</p>"
)

WORDPRESS = """<p>Before</p><figure class="wp-block-image size-large"><img
src="https://pictures.example/a.jpg" alt="A mill"/><figcaption>The mill. <em>Jo</em></figcaption>
</figure><div class="wp-caption"><a href="https://pictures.example/b-large.jpg"><img alt=""
src="https://pictures.example/b.jpg"></a><p class="wp-caption-text">The yard</p></div>
<p>Words <img src="https://pictures.example/c.jpg" alt="A cat"> go on</p>"""
WORDPRESS_BECOMES = (
    '<p>Before</p><figure data-block="figure" data-alt="A mill" data-caption="The mill. Jo"'
    ' data-original="https://pictures.example/a.jpg"></figure>'
    '<figure data-block="figure" data-caption="The yard"'
    ' data-original="https://pictures.example/b-large.jpg"></figure>'
    '<p>Words</p><figure data-block="figure" data-alt="A cat"'
    ' data-original="https://pictures.example/c.jpg"></figure><p>go on</p>'
)

TABLES = """<table><thead><tr><th>Year</th><th align="right">Flow</th></tr></thead><tr>
<td>1962</td><td style="width:3em; text-align: right"><p class=MsoNormal><b>41</b><o:p></o:p></p>
<p>m<sup>3</sup></p></td></tr><tr><td colspan=2>Sum</td></tr></table>
<table><tr><td><table><tr><td>in</td><td>ner</td></tr></table></td><td>out</td></tr></table>
<table><tr><td><p>Laid</p><p>out</p></td></tr></table>"""
TABLES_BECOME = (
    '<table><tbody><tr><th>Year</th><th data-align="end">Flow</th></tr>'
    '<tr><td>1962</td><td data-align="end"><strong>41</strong><br>m<sup>3</sup></td></tr>'
    '<tr><td colspan="2">Sum</td></tr></tbody></table>'
    "<table><tbody><tr><td>in</td><td>ner</td></tr></tbody></table><p>out</p>"
    "<p>Laid</p><p>out</p>"
)

HOSTILE = """<p onclick="hit(1)">One<img src="/hit-1" onerror="hit(2)"></p>
<script>hit(3)</script><svg onload="hit(4)"></svg><iframe src="/hit-2"></iframe>
<p style="background:url(/hit-3)">Two <a href="javascript:hit(5)">three</a>
<a href=" JaVaScRiPt:hit(6)">four</a> <a href="data:text/html,hit">five</a></p>
<style>p { background: url(/hit-4) }</style><link rel=stylesheet href="/hit-5">
<video src="/hit-6" autoplay></video><form action="/hit-7"><p>Six</p></form>"""
HOSTILE_BECOMES = "<p>One</p><p>Two three four five</p><p>Six</p>"
