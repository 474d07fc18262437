// Asks whether a new source is a known one, before a second one of the same person is stored.
import { debounce, el, gettext, interpolate } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

/** The known sources by the name that they are similar to. @type {Map<string, Promise<any[]>>} */
const known = new Map()

/**
 * @param {string} url
 * @param {string} name
 */
function findSimilar(url, name) {
  if (!known.has(name)) {
    const request = requestJSON(url, { query: { like: name } }).then(
      ({ sources }) => sources,
      () => {
        known.delete(name) // It is asked for again.
        return []
      },
    )
    known.set(name, request)
  }
  return /** @type {Promise<any[]>} */ (known.get(name))
}

export class SimilarSources {
  /**
   * @param {string} url
   * @param {(source: any) => void} onPick
   */
  constructor(url, onPick) {
    this.onPick = onPick
    this.element = el("div", { className: "similar-sources", role: "status", hidden: true })
    this.name = ""
    this.find = debounce(async () => {
      const { name } = this
      const sources = name ? await findSimilar(url, name) : []
      if (name === this.name) this.show(sources)
    }, 400)
  }

  /**
   * The name of the source, '' for a known one or none.
   * @param {string} name
   */
  update(name) {
    if (name === this.name) return
    this.name = name
    this.show([])
    if (name) this.find()
  }

  /** @param {any[]} sources */
  show(sources) {
    this.element.hidden = !sources.length
    this.element.replaceChildren(
      ...sources.map((source) => {
        const who = [source.name, source.role, source.affiliation].filter(Boolean).join(", ")
        const button = el("button", { type: "button", textContent: gettext("Use this source") })
        button.addEventListener("click", () => this.onPick(source))
        const question = interpolate(gettext("A similar source is known: %(who)s."), { who })
        return el("p", { className: "node-hint" }, `${question} `, button)
      }),
    )
  }
}
