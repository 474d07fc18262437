// A pasted article -> its parts: date, title, quotations under their attribution, figures, labels.
// Works on lines of text alone, so that it can be tested without an editor.

const PAIRS = {
  '"': '"',
  "“": "”",
  "„": "“”",
  "«": "»",
  "»": "«",
  "‘": "’",
  "「": "」",
  "『": "』",
  "‹": "›",
  "”": "”",
}
const LABELS = /^\s*(labels|tags|étiquettes|libellés|etiquetas|ярлыки|метки|etichete|التسميات|標籤|标签|라벨)\s*[:：]/i
const SHARING =
  /^\s*((follow|suivre|folgen|seguir)\s+@\w+|tweet|share|teilen|partager|compartir|email this|blogthis!|share to (x|twitter|facebook|pinterest)|posted by .{1,60}|no comments:?|\s)+\s*$/i
const MAX_LINE = 160

export function opensQuotation(line) {
  return line.trim()[0] in PAIRS
}

/** Is the whole line one quotation? Not so where speech and telling alternate: “Yes,” she said, “now.” */
function isQuotation(line) {
  const text = line.trim()
  const closing = PAIRS[text[0]]
  if (!closing || text.length < 8) return false
  const end = text.replace(/[\s.,;:!?…]+$/, "")
  if (!closing.includes(end.at(-1)) || end.length < 2) return false
  const inner = end.slice(1, -1)
  const leaves = [...closing].some(
    (mark) => new RegExp(`\\S${escape(mark)}(?=[\\s,.;:])`).test(inner) && !nested(inner, text[0], mark),
  )
  return !leaves
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** Does a quotation open inside before this mark closes? Then it is one within the other. */
function nested(inner, opening, closing) {
  const first = inner.search(new RegExp(`\\S${escape(closing)}(?=[\\s,.;:])`))
  return new RegExp(`(^|[\\s(\\[])${escape(opening)}\\S`).test(inner.slice(0, first + 1))
}

const MONTHS = (() => {
  const found = new Map()
  for (const locale of ["en", "fr", "de", "es", "it", "pt", "nl", "ro", "ru", "pl", "sv", "tr", "ar"])
    for (let month = 0; month < 12; month++)
      for (const options of [{ month: "long" }, { month: "long", day: "numeric" }]) {
        const parts = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).formatToParts(
          Date.UTC(2023, month, 3),
        )
        found.set(parts.find((part) => part.type === "month").value.toLowerCase(), month + 1)
      }
  return found
})()

/** '2023-03-22' for a line that is a date and nothing else, else ''. */
function dateOf(line) {
  const text = line.trim().toLowerCase()
  if (text.length > 45) return ""
  const iso = text.match(/^(\d{4})-(\d{2})-(\d{2})$/)
  if (iso) return validDate(iso[1], iso[2], iso[3])
  const year = text.match(/\b(1[89]|20)\d{2}\b/)?.[0]
  const day = text.replace(year ?? "", "").match(/\b(\d{1,2})(st|nd|rd|th|er|º|\.)?(?!\d)/)?.[1]
  const words = text.match(/\p{L}+/gu) ?? []
  const month = words.map((word) => MONTHS.get(word)).find(Boolean)
  return year && day && month && words.length <= 6 ? validDate(year, month, day) : ""
}

function validDate(year, month, day) {
  const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text) ? text : ""
}

/** May this line be what stands under a quotation? */
function attributes(line, next) {
  const text = line.trim()
  if (!text || text.length > MAX_LINE || opensQuotation(text) || LABELS.test(text) || SHARING.test(text)) return false
  if (next?.trim().startsWith(text) && next.trim() !== text) return false // A caption and its repetition.
  return /^(--|[-–—―~])\s*\S/.test(text) || !/[.!?:]$/.test(text)
}

/**
 * Lines of text -> `{date, title, labels, blocks, leftOut}`, or null where nothing was recognised.
 * A block is `{type: "quotation", lines, attribution}`, `{type: "figure", alt, caption, credit}` or
 * `{type: "prose", line}`; `lines` and `line` are indexes, so that the caller keeps bold and links.
 */
export function splitArticle(lines) {
  const used = lines.map((text, index) => ({ text: text.trim(), index })).filter(({ text }) => text)
  const found = { date: "", title: "", labels: [], blocks: [], leftOut: [] }
  let at = 0
  if (used.length > 2 && (found.date = dateOf(used[0].text))) at++
  const head = used[at]
  const looksLikeTitle =
    head &&
    head.text.length <= 110 &&
    !opensQuotation(head.text) &&
    !/[.,;:]$/.test(head.text) &&
    !LABELS.test(head.text)
  if (
    looksLikeTitle &&
    used.length - at > 2 &&
    (found.date || used.slice(at + 1).some(({ text }) => text.length > 200 || isQuotation(text)))
  ) {
    found.title = head.text
    found.titleLine = head.index
    at++
  }
  while (at < used.length) {
    const { text, index } = used[at]
    const next = used[at + 1]?.text
    if (LABELS.test(text)) {
      const names = text
        .replace(LABELS, "")
        .split(/[,،、]/)
        .map((name) => name.trim())
        .filter(Boolean)
      found.labels.push(...names)
      if (!names.length) found.leftOut.push(text)
      at++
    } else if (SHARING.test(text) && at > used.length - 8) {
      found.leftOut.push(text)
      at++
    } else if (isQuotation(text)) {
      const run = [index]
      while (used[at + run.length] && isQuotation(used[at + run.length].text)) run.push(used[at + run.length].index)
      const under = used[at + run.length]
      const attribution =
        under && attributes(under.text, used[at + run.length + 1]?.text)
          ? under.text.replace(/^(--|[-–—―~])\s*/, "")
          : ""
      at += run.length + (attribution ? 1 : 0)
      if (attribution || run.length > 1) found.blocks.push({ type: "quotation", lines: run, attribution })
      else found.blocks.push({ type: "prose", line: index })
    } else if (
      next?.startsWith(text) &&
      next.length > text.length &&
      next.length - text.length <= MAX_LINE &&
      text.length > 15
    ) {
      found.blocks.push({
        type: "figure",
        alt: text,
        caption: text,
        credit: next
          .slice(text.length)
          .trim()
          .replace(/^[([]|[)\]]$/g, ""),
      })
      at += 2
    } else {
      found.blocks.push({ type: "prose", line: index })
      at++
    }
  }
  const recognised =
    found.labels.length || (found.date && found.title) || found.blocks.some(({ type }) => type !== "prose")
  return recognised ? found : null
}
