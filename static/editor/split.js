// Splits the lines of a pasted article into its parts: date, title, quotations with their attributions, figures, labels.
// Needs only text, so it can be tested without an editor.

/**
 * Lines are indexes, so that the caller keeps bold and links.
 * @typedef {{ type: "quotation", lines: number[], attribution: string }} QuotationBlock
 * @typedef {{ type: "figure", alt: string, caption: string, credit: string }} FigureBlock
 * @typedef {{ type: "prose", line: number }} ProseBlock
 */
/**
 * @typedef {object} Article
 * @property {string} date 'YYYY-MM-DD' or ''
 * @property {string} title
 * @property {number} [titleLine]
 * @property {string[]} labels
 * @property {(QuotationBlock | FigureBlock | ProseBlock)[]} blocks
 * @property {string[]} leftOut
 */

/** Closing marks by the opening mark. @type {Record<string, string>} */
const CLOSING_MARKS = {
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
const LABELS_RE =
  /^\s*(labels|tags|étiquettes|libellés|etiquetas|ярлыки|метки|etichete|التسميات|標籤|标签|라벨)\s*[:：]/i
const SHARING_RE =
  /^\s*((follow|suivre|folgen|seguir)\s+@\w+|tweet|share|teilen|partager|compartir|email this|blogthis!|share to (x|twitter|facebook|pinterest)|posted by .{1,60}|no comments:?|\s)+\s*$/i
const DASH_RE = /^(--|[-–—―~])\s*/
const MAX_LINE_LENGTH = 160 // of an attribution or a credit
const MAX_TITLE_LENGTH = 110
const MAX_DATE_LENGTH = 45
const MIN_QUOTATION_LENGTH = 8
const MIN_PROSE_LENGTH = 200 // of a line that shows that the article has a text
const MIN_CAPTION_LENGTH = 16
const FOOTER_LINES = 8

/** @param {string} line */
export function opensQuotation(line) {
  return line.trim()[0] in CLOSING_MARKS
}

/**
 * Is the whole line one quotation? Not where speech and narration alternate: “Yes,” she said, “now.”
 * @param {string} line
 */
export function isQuotation(line) {
  const text = line.trim()
  const closing = CLOSING_MARKS[text[0]]
  if (!closing || text.length < MIN_QUOTATION_LENGTH) return false
  const quoted = text.replace(/[\s.,;:!?…]+$/, "")
  if (quoted.length < 2 || !closing.includes(quoted[quoted.length - 1])) return false
  const inner = quoted.slice(1, -1)
  return ![...closing].some((mark) => closingRe(mark).test(inner) && !isNested(inner, text[0], mark))
}

/** @param {string} text */
const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/**
 * Matches a closing mark in the middle of a line.
 * @param {string} mark
 */
const closingRe = (mark) => new RegExp(`\\S${escape(mark)}(?=[\\s,.;:])`)

/**
 * Does a quotation open before the first closing mark? Then it is inside the other.
 * @param {string} inner
 * @param {string} opening
 * @param {string} closing
 */
function isNested(inner, opening, closing) {
  const first = inner.search(closingRe(closing))
  return new RegExp(`(^|[\\s(\\[])${escape(opening)}\\S`).test(inner.slice(0, first + 1))
}

/** The names of months in several languages, and their numbers. */
const MONTHS = (() => {
  /** @type {Map<string, number>} */
  const months = new Map()
  /** @type {Intl.DateTimeFormatOptions[]} */
  const forms = [{ month: "long" }, { month: "long", day: "numeric" }]
  for (const locale of ["en", "fr", "de", "es", "it", "pt", "nl", "ro", "ru", "pl", "sv", "tr", "ar"])
    for (let month = 0; month < 12; month++)
      for (const form of forms) {
        const format = new Intl.DateTimeFormat(locale, { ...form, timeZone: "UTC" })
        const name = format.formatToParts(Date.UTC(2023, month, 3)).find((part) => part.type === "month")
        if (name) months.set(name.value.toLowerCase(), month + 1)
      }
  return months
})()

/**
 * The date of a line that has nothing else, as '2023-03-22', else ''.
 * @param {string} line
 */
export function parseDate(line) {
  const text = line.trim().toLowerCase()
  if (text.length > MAX_DATE_LENGTH) return ""
  const iso = text.match(/^(\d{4})-(\d{2})-(\d{2})$/)
  if (iso) return formatDate(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const year = text.match(/\b(1[89]|20)\d{2}\b/)?.[0]
  const day = text.replace(year ?? "", "").match(/\b(\d{1,2})(st|nd|rd|th|er|º|\.)?(?!\d)/)?.[1]
  const names = text.match(/\p{L}+/gu) ?? []
  const month = names.map((name) => MONTHS.get(name)).find(Boolean)
  return year && day && month && names.length <= 6 ? formatDate(Number(year), month, Number(day)) : ""
}

/**
 * 'YYYY-MM-DD', or '' if there is no such day.
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
function formatDate(year, month, day) {
  const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(text) ? text : ""
}

/**
 * Can this line be the attribution below a quotation?
 * @param {string} line
 * @param {string} [next]
 */
function isAttribution(line, next) {
  const text = line.trim()
  if (!text || text.length > MAX_LINE_LENGTH || opensQuotation(text)) return false
  if (LABELS_RE.test(text) || SHARING_RE.test(text)) return false
  if (next?.trim().startsWith(text) && next.trim() !== text) return false // A caption and its repetition.
  return (DASH_RE.test(text) && Boolean(text.replace(DASH_RE, ""))) || !/[.!?:]$/.test(text)
}

/**
 * A line that the next one repeats with a credit is a caption.
 * @param {string} text
 * @param {string} [next]
 */
const isCaption = (text, next = "") =>
  text.length >= MIN_CAPTION_LENGTH &&
  next.startsWith(text) &&
  next.length > text.length &&
  next.length - text.length <= MAX_LINE_LENGTH

/** @param {string} text */
const canBeTitle = (text) =>
  text.length <= MAX_TITLE_LENGTH && !opensQuotation(text) && !/[.,;:]$/.test(text) && !LABELS_RE.test(text)

/**
 * Lines of text -> the article, or null if nothing was recognized.
 * @param {string[]} lines
 * @returns {Article | null}
 */
export function splitArticle(lines) {
  const used = lines.map((text, index) => ({ text: text.trim(), index })).filter(({ text }) => text)
  /** @type {Article} */
  const article = { date: "", title: "", labels: [], blocks: [], leftOut: [] }
  const { blocks, labels, leftOut } = article
  let position = 0
  if (used.length > 2 && (article.date = parseDate(used[0].text))) position++
  const head = used[position]
  const rest = used.slice(position + 1)
  const hasText = () => rest.some(({ text }) => text.length > MIN_PROSE_LENGTH || isQuotation(text))
  if (rest.length > 1 && canBeTitle(head.text) && (article.date || hasText())) {
    article.title = head.text
    article.titleLine = head.index
    position++
  }
  while (position < used.length) {
    const { text, index } = used[position]
    const next = used[position + 1]?.text
    if (LABELS_RE.test(text)) {
      const names = text
        .replace(LABELS_RE, "")
        .split(/[,،、]/)
        .map((name) => name.trim())
        .filter(Boolean)
      labels.push(...names)
      if (!names.length) leftOut.push(text)
      position++
    } else if (SHARING_RE.test(text) && position > used.length - FOOTER_LINES) {
      leftOut.push(text)
      position++
    } else if (isQuotation(text)) {
      let end = position + 1
      while (used[end] && isQuotation(used[end].text)) end++
      const below = used[end]
      const isAttributed = below && isAttribution(below.text, used[end + 1]?.text)
      const attribution = isAttributed ? below.text.replace(DASH_RE, "") : ""
      const quotations = used.slice(position, end).map((line) => line.index)
      if (attribution || quotations.length > 1) blocks.push({ type: "quotation", lines: quotations, attribution })
      else blocks.push({ type: "prose", line: index })
      position = end + (attribution ? 1 : 0)
    } else if (isCaption(text, next)) {
      const credit = next.slice(text.length).trim()
      blocks.push({ type: "figure", alt: text, caption: text, credit: credit.replace(/^[([]|[)\]]$/g, "") })
      position += 2
    } else {
      blocks.push({ type: "prose", line: index })
      position++
    }
  }
  const isRecognized = labels.length || (article.date && article.title) || blocks.some(({ type }) => type !== "prose")
  return isRecognized ? article : null
}
