// Adds the parts for one reader to a page that is the same for all: the account, a link to edit the post, pending
// comments. Requests them only if a cookie says that there are any.

/** @type {Record<string, (part: Element) => void>} */
const INSERT_PART = {
  account: (part) => document.querySelector("#account-link")?.replaceWith(...part.children),
  edit: (part) => document.body.append(part),
  pending: (part) => {
    document.querySelector("#comments .no-comments:not(:has(a))")?.remove() // There is one now.
    document.querySelector("#comments .write, #comments .closed")?.before(part)
  },
}

const COPIED_TIME = 5000 // ms until a button that copied offers to copy again

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".copy"))) offerCopy(button)

/** The link whose form opens once comments.js has arrived. @type {HTMLAnchorElement | null} */
let clickedLink = null
document.addEventListener("click", loadComments)

if (/(?:^|; )visitor=/.test(document.cookie)) insertParts().catch(() => {}) // Offline the page stays as it is.

/**
 * Shows a button that copies the text of the field before it.
 * @param {HTMLElement} button
 */
function offerCopy(button) {
  const field = /** @type {HTMLInputElement} */ (button.previousElementSibling)
  const label = button.textContent
  button.hidden = false
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value)
      button.textContent = button.dataset.copied ?? ""
      setTimeout(() => (button.textContent = label), COPIED_TIME)
    } catch {
      field.select() // Without permission, or without TLS: Ctrl+C copies.
    }
  })
}

async function insertParts() {
  const response = await fetch(`/comments/visitor/?path=${encodeURIComponent(location.pathname)}`)
  if (response.status === 204) document.cookie = "visitor=; path=/; max-age=0"
  if (response.status !== 200) return
  const page = new DOMParser().parseFromString(await response.text(), "text/html")
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (page.querySelectorAll("[data-place]")))
    INSERT_PART[part.dataset.place ?? ""]?.(document.adoptNode(part))
}

/**
 * Loads what opens forms of comments in the page when somebody wants to write one.
 * @param {MouseEvent} event
 */
function loadComments(event) {
  const link = /** @type {HTMLAnchorElement | null} */ (
    /** @type {Element} */ (event.target).closest?.(".reply, .write-link")
  )
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  const isLoading = clickedLink !== null
  clickedLink = link
  if (!isLoading) import("./comments.js").then(openForm, followLink)
}

function openForm() {
  document.removeEventListener("click", loadComments)
  clickedLink?.click()
}

function followLink() {
  if (clickedLink) location.assign(clickedLink.href)
}
