// node feeds.mjs: reads {name: text of a feed} and prints what feedsmith finds in each:
// {name: {format, title, items: [{id, address, title}]}}.
import { readFileSync } from "node:fs"
import { parseFeed } from "feedsmith"

const item = {
  atom: ({ id, links, title }) => ({ id, address: links[0].href, title: title.value }),
  rss: ({ guid, link, title }) => ({ id: guid.value, address: link, title }),
  json: ({ id, url, title }) => ({ id, address: url, title }),
}

const read = (text) => {
  const { format, feed } = parseFeed(text)
  const items = feed.entries ?? feed.items ?? []
  return { format, title: feed.title.value ?? feed.title, items: items.map(item[format]) }
}

const feeds = Object.entries(JSON.parse(readFileSync(0, "utf8")))
console.log(JSON.stringify(Object.fromEntries(feeds.map(([name, text]) => [name, read(text)]))))
