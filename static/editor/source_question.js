// Asks about the new name of a source: rename the source, use a known one of a similar name, or make a new one.
import { debounce, el, gettext, interpolate } from "../common/dom.js"
import { requestJSON } from "../common/http.js"

/**
 * The source that a quotation had before its name was changed: its attributes, the name as it is stored.
 * @typedef {Record<string, string>} FormerSource
 * @typedef {{ name: string, affiliation: string, former: FormerSource | null }} NewSource
 * @typedef {object} Choices
 * @property {(source: any) => void} onUse a known source, as in the server's answer
 * @property {() => void} onRename
 * @property {() => void} onNew
 */

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

export class SourceQuestion {
  /**
   * @param {string} url
   * @param {Choices} choices
   */
  constructor(url, choices) {
    this.choices = choices
    this.text = el("p", { className: "node-hint", dir: "auto" })
    this.buttons = el("div", { className: "source-choices" })
    this.element = el("div", { className: "source-question", role: "status", hidden: true }, this.text, this.buttons)
    this.key = ""
    this.ask = debounce(async (/** @type {string} */ key, /** @type {NewSource} */ source) => {
      const [similar, { showSimilar }] = await Promise.all([
        findSimilar(url, source.name),
        import("./similar_sources.js"), // Without it, nothing is asked.
      ])
      if (key === this.key) showSimilar(this, source, similar)
    }, 400)
  }

  /** @param {NewSource} source its name is '' if nothing is to be asked */
  update(source) {
    const key = source.name && JSON.stringify(source)
    if (key === this.key) return
    this.key = key
    this.render("", [])
    if (key) this.ask(key, source)
  }

  /**
   * Tells that a source will be renamed.
   * @param {string} old
   * @param {string} name
   */
  tellRename(old, name) {
    const key = `rename ${old} ${name}`
    if (key === this.key) return
    this.key = key
    this.render(interpolate(gettext("When you save, %(old)s is renamed to %(name)s everywhere."), { old, name }), [])
  }

  /**
   * @param {string} text
   * @param {HTMLElement[]} buttons
   */
  render(text, buttons) {
    this.element.hidden = !text
    this.text.textContent = text
    this.buttons.replaceChildren(...buttons)
  }
}
