"""The demo blog's settings and the pages that stand by themselves."""

from .parts import DemoPage, Prose, Quotation

TAGLINE = "What they said, and what it means"
FOLLOW = """\
Mastodon https://social.example/@pullquote
Radio Orle https://radio.example.org/pullquote
"""
ABOUT = DemoPage(
    "About",
    "Who writes here, what we quote and how we correct ourselves.",
    (
        Prose(
            "<p>Three of us write this blog about the river Orle, the port of Skarholm and the "
            "people who decide about both. None of the places exists. The way we quote does.</p>"
            "<h2>How we quote</h2>"
            "<p>Letter by letter, with who said it, when, and where we read it. What stands in "
            "square brackets is ours. Where somebody spoke through a ministry or a newspaper, we "
            "name both.</p>"
        ),
        Quotation(
            texts=("“The words are the evidence. Leave them where you found them.”",),
            attribution="Berth 9 Inquiry: Final Report, on its annexes",
            source="final",
        ),
        Prose(
            "<h2>When we are wrong</h2>"
            "<p>Write to "
            '<a href="mailto:corrections@demo.example">corrections@demo.example</a>. We say under '
            "the post what was wrong, and list every correction and update on one page: "
            '<a href="/corrections/">Corrections</a>.</p>'
            "<h2>More about us</h2>"
            '<p>The <a href="/masthead/">masthead</a> names who is responsible for what. '
            '<a href="/ethics/">Ethics</a> says what we do and do not do for a story, '
            '<a href="/contact/">Contact</a> how to reach us, and <a href="/privacy/">Privacy</a> '
            "what this site stores about you.</p>"
        ),
    ),
)
MASTHEAD = DemoPage(
    "Masthead",
    "Who edits, writes and moderates here, and who pays for it.",
    (
        Prose(
            "<h2>Editor</h2>"
            '<p><a href="/authors/tobias-wren/">Tobias Wren</a> edits every post before it is '
            "published and is responsible for all that stands here.</p>"
            "<h2>Writers</h2>"
            '<p><a href="/authors/nadia-rahal/">Nadia Rahal</a> covers ports, ships and labour, in '
            "English and Arabic.</p>"
            '<p><a href="/authors/camille-orsel/">Camille Orsel</a> covers rivers, railways and '
            "water, in English and French, and draws the charts.</p>"
            "<h2>Comments</h2>"
            "<p>Ines Falk moderates them. She does not write for the blog, and the writers do not "
            "decide about comments.</p>"
            "<h2>Money</h2>"
            "<p>The three of us pay for the server. There is no advertising and no sponsor, and "
            "nobody pays to be quoted or left out.</p>"
        ),
    ),
)
ETHICS = DemoPage(
    "Ethics",
    "What we do and do not do for a story.",
    (
        Prose(
            "<h2>Quotations</h2>"
            "<p>We change nothing inside quotation marks. Cuts are marked, additions stand in "
            "square brackets, and a translation is shown together with the original. We do not "
            "quote from memory.</p>"
            "<h2>Sources</h2>"
            "<p>Everyone is quoted by name, with the office held at the time. We use anonymous "
            "sources for leads and not for quotations. Whoever is criticised in a post is asked "
            "first, and the answer is part of the post.</p>"
            "<h2>Conflicts of interest</h2>"
            "<p>We own no shares in companies that we write about and take no gifts, travel or "
            "fees from anybody whom we quote. Where one of us is related to a subject, somebody "
            "else writes, and the post says so.</p>"
            "<h2>Pictures and machines</h2>"
            "<p>Charts name their data. Pictures are cropped and lightened, never altered. No text "
            "and no picture here is generated.</p>"
            "<h2>Corrections</h2>"
            '<p>Mistakes are corrected in the open, under the post and on <a href="/corrections/">'
            "Corrections</a>. Typing errors are fixed without a note.</p>"
        ),
    ),
)
CONTACT = DemoPage(
    "Contact",
    "How to reach the editor, report an error or send a document.",
    (
        Prose(
            '<p>To the editor: <a href="mailto:editor@demo.example">editor@demo.example</a>. We '
            "read everything and answer within a week.</p>"
            "<h2>Something is wrong</h2>"
            '<p>Write to <a href="mailto:corrections@demo.example">corrections@demo.example</a> '
            "with the address of the post and the words that are wrong. If they are yours, say "
            "what you said and where it can be read.</p>"
            "<h2>A comment should not be here</h2>"
            "<p>Use <em>Report</em> under the comment. A moderator looks at it, and whoever wrote "
            "it is not told who reported it.</p>"
            "<h2>Your data</h2>"
            "<p>To see, download or delete what is stored under your e-mail address, use <a "
            'href="/comments/mine/">Your data</a>. What is stored at all is on <a '
            'href="/privacy/">Privacy</a>.</p>'
        ),
    ),
)
PRIVACY = DemoPage(
    "Privacy",
    "What this site stores about readers, commenters and account holders, and for how long.",
    (
        Prose(
            "<h2>If you read</h2>"
            "<p>Nothing. Reading sets no cookie, runs no tracking and loads nothing from other "
            "sites. Searches are counted for each network for a minute, so that nobody overloads "
            "the search; what was searched for is not stored.</p>"
            "<h2>If you comment as a guest</h2>"
            "<ul>"
            "<li>Your name and comment are published, and your website if you give one.</li>"
            "<li>Your e-mail address is never published. Of it, and of the network that you "
            "write from, we store a fingerprint by which further comments and abuse are "
            "recognised. It is deleted after 90 days.</li>"
            "<li>The address itself is stored only if you ask for e-mails about replies. Each of "
            "them has a link that ends them and deletes the address.</li>"
            "<li>Spam is detected on our own server. Comments are sent to nobody else.</li>"
            "</ul>"
            "<h2>Cookies</h2>"
            "<p>None until you open the form of a comment. Then <em>csrftoken</em> protects the "
            "form. After you sent a comment, <em>written</em> lets you see it for a day and edit "
            "it for ten minutes, <em>wrote</em> shows you the page as it is after you sent "
            "something, for ten seconds, and <em>pending</em> and <em>visitor</em> show you for "
            "seven days which of your comments still wait for a moderator. If you sign in, "
            "<em>sessionid</em> keeps you signed in, <em>visitor</em> shows your name at the foot "
            "of pages, and <em>device</em> tells your browser from those of strangers who guess "
            "passwords.</p>"
            "<h2>If you have an account</h2>"
            "<p>We store your user name, e-mail address and a hash of your password. "
            "For each sign-in we store the network in part, never the whole address, and the "
            "browser, so that you can sign out other devices and are warned of new ones. You can "
            "export your data and delete the account in your profile.</p>"
            "<h2>Your rights</h2>"
            '<p><a href="/comments/mine/">Your data</a> shows all that is stored under your e-mail '
            "address, lets you download it and deletes it. Questions go to "
            '<a href="mailto:editor@demo.example">editor@demo.example</a>.</p>'
        ),
    ),
)
# In the order in which the foot of each page links them.
PAGES = (ABOUT, MASTHEAD, ETHICS, CONTACT, PRIVACY)
