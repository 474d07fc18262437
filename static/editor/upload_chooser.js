// A dialog to choose an existing photo, or an existing audio, video or PDF file.
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
 * A file in the server's answer. `thumbnail` is that of its poster, or ''; other properties are for the block.
 * @typedef {object} File
 * @property {string} file
 * @property {string} kind
 * @property {string} name
 * @property {string} details
 * @property {string} src
 * @property {string} title
 * @property {string} thumbnail
 */

/**
 * What a dialog offers. `list` is the name of the rows in the answer, `key` that of their IDs.
 * @template T
 * @typedef {object} Offer
 * @property {string} list
 * @property {(row: T) => string} key
 * @property {(row: T) => unknown} show the content of its button
 * @property {string} title
 * @property {string} search the name of the search field
 * @property {string} placeholder
 * @property {string} noMatch
 * @property {string} none
 */

/** @type {Offer<Photo>} */
const PHOTOS = {
  list: "photos",
  key: ({ photo }) => String(photo),
  show: showPhoto,
  title: gettext("Choose a photo"),
  search: gettext("Search photos"),
  placeholder: gettext("Search by caption, credit, alternative text or file name"),
  noMatch: gettext("No photos match."),
  none: gettext("No photos yet. Upload one."),
}

/** @type {Offer<File>} */
const FILES = {
  list: "files",
  key: ({ file }) => file,
  show: showFile,
  title: gettext("Choose a file"),
  search: gettext("Search files"),
  placeholder: gettext("Search by name, title, caption or credit"),
  noMatch: gettext("No files match."),
  none: gettext("No files yet. Upload one."),
}

/** @param {Photo} photo */
function showPhoto({ caption, alt, credit, thumbnail, width, height, focus }) {
  // The content security policy allows styles that scripts set, but no style attribute.
  const setFocus = (/** @type {Element | undefined} */ image) => {
    const position = focus.map((percent) => `${percent}%`).join(" ")
    if (image instanceof HTMLElement) image.style.objectPosition = position
  }
  return html`<img loading="lazy" src=${thumbnail} alt=${alt} width=${width} height=${height} ${ref(setFocus)} />
    <span>${caption || alt || credit || gettext("Untitled")}</span>`
}

/** @param {File} file */
function showFile({ name, details, thumbnail }) {
  const poster = thumbnail ? html`<img loading="lazy" src=${thumbnail} alt="" />` : ""
  return html`${poster}<bdi>${name}</bdi><br /><small>${details}</small>`
}

/**
 * Resolves to the chosen photo, or null if the dialog was closed.
 * @param {string} url
 */
export const choosePhoto = (url) => choose(url, PHOTOS)

/**
 * Resolves to the chosen file, or null if the dialog was closed.
 * @param {string} url
 */
export const chooseFile = (url) => choose(url, FILES)

/**
 * @template T
 * @param {string} url
 * @param {Offer<T>} offer
 * @returns {Promise<T | null>}
 */
function choose(url, offer) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { className: "desk-dialog photo-dialog", "aria-label": offer.title })
    /** @type {T[]} */
    let rows = []
    let state = ""
    let query = ""
    let hasMore = false
    let requests = 0
    /** @type {T | null} */
    let chosen = null

    /** @param {{ append: boolean }} options */
    async function load({ append }) {
      const request = ++requests
      try {
        const last = rows.at(-1)
        /** @type {Record<string, string>} */
        const before = append && last ? { before: offer.key(last) } : {}
        const answer = await requestJSON(url, { query: { q: query, ...before } })
        if (request !== requests) return
        rows = append ? [...rows, ...answer[offer.list]] : answer[offer.list]
        hasMore = answer.more
        state = rows.length ? "" : query ? offer.noMatch : offer.none
      } catch (error) {
        state = messageOf(error)
      }
      draw()
    }
    const loadSoon = debounce(() => load({ append: false }), 200)

    /** @param {T} row */
    function item(row) {
      const onClick = () => {
        chosen = row
        dialog.close()
      }
      return html`<li><button type="button" @click=${onClick}>${offer.show(row)}</button></li>`
    }

    function draw() {
      const onInput = (/** @type {Event} */ event) => {
        query = /** @type {HTMLInputElement} */ (event.target).value
        loadSoon()
      }
      const onKeydown = (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter") event.preventDefault()
      }
      render(
        html`<h2>${offer.title}</h2>
          <input
            type="search"
            aria-label=${offer.search}
            placeholder=${offer.placeholder}
            @input=${onInput}
            @keydown=${onKeydown}
          />
          <p role="status">${state}</p>
          <ul class="photo-grid">
            ${repeat(rows, offer.key, item)}
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
