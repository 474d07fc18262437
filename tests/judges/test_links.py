"""Links lead to what is there, and sitemaps name what is to be found."""

from urllib.parse import urldefrag

import lxml.etree

from tests.judges.links import links, without_fragment


def test_no_link_within_the_site_leads_nowhere(answers, targets):
    broken = {
        (answer.name, address): targets[without_fragment(address)].status
        for answer in answers
        if without_fragment(answer.url) in targets
        for address in links(answer)
        if without_fragment(address) != answer.url
        and targets[without_fragment(address)].status != 200
    }
    assert broken == {}


def test_each_fragment_names_an_element(answers, targets):
    missing = [
        (answer.name, address)
        for answer in answers
        if without_fragment(answer.url) in targets
        for address in links(answer)
        if (fragment := urldefrag(address).fragment)
        and fragment not in targets[without_fragment(address)].ids
    ]
    assert missing == []


def test_pages_in_sitemaps_are_to_be_found_under_that_address(answers, targets):
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
