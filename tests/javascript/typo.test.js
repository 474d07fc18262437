import assert from "node:assert/strict"
import { test } from "node:test"
import { isTypo } from "../../static/editor/typo.js"

for (const [before, after] of [
  ["<p>We recieve it.</p>", "<p>We receive it.</p>"],
  ["<p>The goverment.</p>", "<p>The government.</p>"],
  ["<p>It occured.</p>", "<p>It occurred.</p>"],
  ["<p>It was <b>publlic</b>.</p>", "<p>It was <b>public</b>.</p>"],
  ["the habrour\0a summary\0<p>Text.</p>", "the harbour\0a summary\0<p>Text.</p>"],
  ["<p>für die gemiensame Sache</p>", "<p>für die gemeinsame Sache</p>"],
  ["<p>прваильно</p>", "<p>правильно</p>"],
])
  test(`${before} is a typo of ${after}`, () => assert.equal(isTypo(before, after), true))

for (const [before, after] of [
  ["<p>the same</p>", "<p>the same</p>"],
  ["<p>It is now legal.</p>", "<p>It is not legal.</p>"],
  ["<p>It is legal here.</p>", "<p>It is illegal here.</p>"],
  ["<p>a moral question</p>", "<p>an amoral question</p>"],
  ["<p>a moral</p>", "<p>a amoral</p>"],
  ["<p>one million</p>", "<p>one billion</p>"],
  ["<p>seven people</p>", "<p>seventy people</p>"],
  ["<p>the Merkel plan</p>", "<p>the Mekrel plan</p>"],
  ["<p>in 1926</p>", "<p>in 1962</p>"],
  ["<p>They can.</p>", "<p>They can’t.</p>"],
  ["<p>It was said.</p>", "<p>It was never said.</p>"],
  ["<p>recieve and recieve</p>", "<p>receive and receive</p>"],
  ["<p>recieve it</p>", "<p>receive that</p>"],
  ["<p>co-opreative</p>", "<p>co-operative</p>"],
  ['<blockquote data-attribution="the minsiter">', '<blockquote data-attribution="the minister">'],
  ["<p>harbour</p>", "<p>harbours</p>"],
  ["<p>one word</p>", "<p>one</p><p>word</p>"],
  ["", "<p>harbour</p>"],
])
  test(`${before} may be more than a typo of ${after}`, () => assert.equal(isTypo(before, after), false))
