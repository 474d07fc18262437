// Pages of other sites in posts: a button loads the frame of each. Before the click nothing is requested from there.

/** Properties of messages in which frames tell their height, in pixels. */
const HEIGHTS = [
  (/** @type {any} */ data) => data.height, // Bluesky, Mastodon, Flourish
  (/** @type {any} */ data) => Object.values(data["datawrapper-height"] ?? {})[0],
  (/** @type {any} */ data) => data["twttr.embed"]?.params?.[0]?.height,
]
const MIN_HEIGHT = 80
const MAX_HEIGHT = 3000

/** @type {Map<MessageEventSource, HTMLIFrameElement>} */
const frames = new Map()

/**
 * @param {HTMLAnchorElement} link
 */
function addButton(link) {
  const figure = /** @type {HTMLElement} */ (link.closest(".embed"))
  const title = figure.querySelector(".embed-title")?.textContent?.trim() ?? ""
  const button = document.createElement("button")
  button.type = "button"
  button.className = "embed-play"
  button.textContent = link.dataset.play ?? ""
  button.setAttribute("aria-label", `${button.textContent}: ${title}`)
  button.addEventListener("click", () => loadFrame(figure, link, title))
  const note = document.createElement("small")
  note.className = "embed-note"
  note.textContent = link.dataset.note ?? ""
  link.before(button, " ")
  link.after(" ", note)
}

/**
 * @param {HTMLElement} figure
 * @param {HTMLAnchorElement} link
 * @param {string} title
 */
function loadFrame(figure, link, title) {
  const frame = document.createElement("iframe")
  frame.title = title
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture"
  frame.referrerPolicy = "strict-origin-when-cross-origin"
  frame.setAttribute(
    "sandbox",
    "allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts",
  )
  frame.src = link.dataset.embed ?? ""
  figure.querySelector(".embed-facade")?.replaceWith(frame)
  figure.classList.add("is-loaded")
  if (frame.contentWindow) frames.set(frame.contentWindow, frame)
  frame.focus()
}

/** @param {MessageEvent} event */
function followHeight({ source, origin, data }) {
  const frame = source && frames.get(source)
  if (!frame || origin !== new URL(frame.src).origin) return
  const message = parse(data)
  const height = HEIGHTS.map((read) => Number(read(message))).find((value) => value >= MIN_HEIGHT)
  if (height) frame.style.blockSize = `${Math.min(height, MAX_HEIGHT)}px`
}

/**
 * @param {unknown} data
 * @returns {object}
 */
function parse(data) {
  try {
    return Object(typeof data === "string" ? JSON.parse(data) : data)
  } catch {
    return {}
  }
}

for (const link of document.querySelectorAll("a[data-embed]")) addButton(/** @type {HTMLAnchorElement} */ (link))
window.addEventListener("message", followHeight)
