// A dialog to choose an existing photo.
import { debounce, el, gettext } from "../common/dom.js"
import { messageOf, requestJSON } from "../common/http.js"
import { html, ref, render, repeat } from "../vendor/lit/lit.js"

/**
 * A photo in the server's answer. `focus` is its focal point in percent; other properties are for the figure.
 * @typedef {object} Photo
 * @property {number} photo
 * @property {string} thumbnail
 * @property {number} width
 * @property {number} height
 * @property {string} alt
 * @property {string} caption
 * @property {string} credit
 * @property {[number, number]} focus
 */

/**
 * Resolves to the chosen photo, or null if the dialog was closed.
 * @param {string} url
 * @returns {Promise<Photo | null>}
 */
export function choosePhoto(url) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { className: "desk-dialog photo-dialog", "aria-label": gettext("Choose a photo") })
    /** @type {Photo[]} */
    let photos = []
    let state = ""
    let query = ""
    let hasMore = false
    let requests = 0
    /** @type {Photo | null} */
    let chosen = null

    /** @param {{ append: boolean }} options */
    async function load({ append }) {
      const request = ++requests
      try {
        /** @type {Record<string, string>} */
        const before = append ? { before: String(photos.at(-1)?.photo ?? "") } : {}
        const answer = await requestJSON(url, { query: { q: query, ...before } })
        if (request !== requests) return
        photos = append ? [...photos, ...answer.photos] : answer.photos
        hasMore = answer.more
        state = photos.length ? "" : query ? gettext("No photos match.") : gettext("No photos yet. Upload one.")
      } catch (error) {
        state = messageOf(error)
      }
      draw()
    }
    const loadSoon = debounce(() => load({ append: false }), 200)

    /** @param {Photo} photo */
    function photoItem(photo) {
      const choose = () => {
        chosen = photo
        dialog.close()
      }
      const { caption, alt, credit, thumbnail, width, height } = photo
      // The content security policy allows styles that scripts set, but no style attribute.
      const setFocus = (/** @type {Element | undefined} */ image) => {
        const focus = photo.focus.map((percent) => `${percent}%`).join(" ")
        if (image instanceof HTMLElement) image.style.objectPosition = focus
      }
      return html`<li>
        <button type="button" @click=${choose}>
          <img loading="lazy" src=${thumbnail} alt=${alt} width=${width} height=${height} ${ref(setFocus)} />
          <span>${caption || alt || credit || gettext("Untitled")}</span>
        </button>
      </li>`
    }

    function draw() {
      const onInput = (/** @type {Event} */ event) => {
        query = /** @type {HTMLInputElement} */ (event.target).value
        loadSoon()
      }
      const onKeydown = (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter") event.preventDefault()
      }
      const placeholder = gettext("Search by caption, credit or alternative text")
      render(
        html`<h2>${gettext("Choose a photo")}</h2>
          <input
            type="search"
            aria-label=${gettext("Search photos")}
            placeholder=${placeholder}
            @input=${onInput}
            @keydown=${onKeydown}
          />
          <p role="status">${state}</p>
          <ul class="photo-grid">
            ${repeat(photos, ({ photo }) => photo, photoItem)}
          </ul>
          <p class="dialog-buttons">
            <button type="button" ?hidden=${!hasMore} @click=${() => load({ append: true })}>
              ${gettext("Show more")}
            </button>
            <button type="button" @click=${() => dialog.close()}>${gettext("Cancel")}</button>
          </p>`,
        dialog,
      )
    }

    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    draw()
    document.body.append(dialog)
    dialog.showModal()
    load({ append: false })
  })
}
