"""Where the export of each platform is found, for the page that uploads it."""

from django.utils.translation import gettext_lazy as _

PLATFORMS = (
    ("WordPress", _("In Tools → Export, choose “All content”. You get an XML file.")),
    (
        "Blogger",
        _(
            "In Settings → Manage blog, choose “Back up content”. You get an XML file, or the zip"
            " file of Google Takeout, which has the pictures as well."
        ),
    ),
    ("Ghost", _("In Settings → Import/Export, choose “Export”. You get a JSON file.")),
    ("Substack", _("In Settings → Exports, create a new export. You get a zip file.")),
    (
        "Medium",
        _("In Settings → Security and apps, download your information. You get a zip file."),
    ),
    ("Movable Type, TypePad", _("In Tools → Export, export the blog. You get a text file.")),
    ("LiveJournal, Dreamwidth", _("Export the journal as XML, one month at a time.")),
    (
        "Hugo, Jekyll, Pelican, Eleventy, Astro, Docusaurus",
        _("Make a zip file of the folder with your texts (Markdown or HTML), pictures and files."),
    ),
    (_("Any other blog"), _("Save its RSS, Atom or JSON feed. It has the latest posts only.")),
)
