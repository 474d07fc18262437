// A dialog with the photos that are there already.
import { askJSON, debounce, el, gettext } from "./dom.js"

/** Resolves to the chosen photo, or null where the dialog was closed. */
export function choosePhoto(url) {
  return new Promise((resolve) => {
    const search = el("input", {
      type: "search",
      placeholder: gettext("Search by caption, credit or alternative text"),
    })
    search.setAttribute("aria-label", gettext("Search photos"))
    const grid = el("ul", { className: "photo-grid" })
    const state = el("p", { role: "status" })
    const more = el("button", { type: "button", textContent: gettext("Show more"), hidden: true })
    const cancel = el("button", { type: "button", textContent: gettext("Cancel") })
    const dialog = el(
      "dialog",
      { className: "desk-dialog photo-dialog" },
      el("h2", { textContent: gettext("Choose a photo") }),
      search,
      state,
      grid,
      el("p", { className: "dialog-buttons" }, more, cancel),
    )
    dialog.setAttribute("aria-label", gettext("Choose a photo"))
    let chosen = null
    let last = ""
    let asked = 0

    async function load(anew) {
      const mine = ++asked
      try {
        const answer = await askJSON(url, { query: { q: search.value, ...(anew ? {} : { before: last }) } })
        if (mine !== asked) return
        if (anew) grid.replaceChildren()
        grid.append(...answer.photos.map(item))
        last = answer.photos.at(-1)?.photo ?? last
        more.hidden = !answer.more
        state.textContent = grid.children.length
          ? ""
          : search.value
            ? gettext("No photos match.")
            : gettext("No photos yet. Upload one.")
      } catch (error) {
        state.textContent = error.message
      }
    }

    function item(photo) {
      const image = el("img", {
        src: photo.thumbnail,
        alt: photo.alt,
        loading: "lazy",
        width: photo.width,
        height: photo.height,
      })
      image.style.objectPosition = photo.focus.map((percent) => `${percent}%`).join(" ")
      const button = el(
        "button",
        { type: "button" },
        image,
        el("span", { textContent: photo.caption || photo.alt || photo.credit || gettext("Untitled") }),
      )
      button.addEventListener("click", () => {
        chosen = photo
        dialog.close()
      })
      return el("li", {}, button)
    }

    search.addEventListener(
      "input",
      debounce(() => load(true), 200),
    )
    search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
    more.addEventListener("click", () => load(false))
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(chosen)
    })
    document.body.append(dialog)
    dialog.showModal()
    load(true)
  })
}
