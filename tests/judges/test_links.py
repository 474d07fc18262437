"""Internal links have targets, and sitemaps list only indexable pages."""

from urllib.parse import urldefrag

import lxml.etree

from tests.judges.links import links, without_fragment


def test_internal_links_have_targets(answers, targets):
    broken = {
        (answer.name, address): targets[without_fragment(address)].status
        for answer in answers
        if without_fragment(answer.url) in targets
        for address in links(answer)
        if without_fragment(address) != answer.url
        and targets[without_fragment(address)].status != 200
    }
    assert broken == {}


def test_link_fragments_match_elements(answers, targets):
    missing = [
        (answer.name, address)
        for answer in answers
        if without_fragment(answer.url) in targets
        for address in links(answer)
        if (fragment := urldefrag(address).fragment)
        and fragment not in targets[without_fragment(address)].ids
    ]
    assert missing == []


def test_pages_in_sitemaps_are_indexable_and_canonical(answers, targets):
    named = [
        str(location.text)
        for answer in answers
        if answer.name.startswith("sitemap of") and answer.url in targets
        for location in lxml.etree.fromstring(answer.body).iter("{*}loc")
        if "/media/" not in str(location.text)
    ]
    assert len(named) > 20
    assert [
        (address, targets[address])
        for address in named
        if not targets[address].indexed or targets[address].canonical != address
    ] == []
