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

const fold = (/** @type {string} */ text) => text.trim().toUpperCase()

/** @param {any} source */
const describe = (source) => [source.name, source.role, source.affiliation].filter(Boolean).join(", ")

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
      const similar = await findSimilar(url, source.name)
      if (key === this.key) this.show(source, similar)
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
   * @param {NewSource} source
   * @param {any[]} similar
   */
  show({ name, affiliation, former }, similar) {
    const { onUse, onRename, onNew } = this.choices
    const own = similar.find(({ source }) => former && String(source) === former.source)
    if (own && fold(own.otherName) === fold(name)) {
      const text = gettext("%(name)s is another name of %(old)s, who stays the source.")
      return this.render(interpolate(text, { name, old: own.name }), [])
    }
    const others = similar.filter(({ source }) => String(source) !== former?.source)
    const isKnown = others.some((other) => [other.name, other.otherName].some((each) => fold(each) === fold(name)))
    const isTaken = others.some(
      (other) => fold(other.name) === fold(name) && fold(other.affiliation) === fold(former?.sourceAffiliation ?? ""),
    )
    const canRename = former && !former.locked && !isTaken
    const isOne = others.length === 1 && !former // Then the question names it.
    const use = others.map((other) => {
      const label = isOne ? gettext("Use this source") : interpolate(gettext("Use %(who)s"), { who: describe(other) })
      return button(label, () => onUse(other))
    })
    if (former && (canRename || others.length)) {
      const values = { old: former.sourceName, name }
      const rename = button(interpolate(gettext("Rename %(old)s everywhere"), values), onRename)
      // A name that is known stands for that source, unless an affiliation distinguishes the two.
      const create = button(gettext("Make a new source"), onNew)
      this.render(interpolate(gettext("You changed the source from %(old)s to %(name)s."), values), [
        ...(canRename ? [rename] : []),
        ...use,
        ...(isKnown && !affiliation ? [] : [create]),
      ])
    } else if (others.length) {
      const question = isOne ? gettext("A similar source is known: %(who)s.") : gettext("Similar sources are known.")
      this.render(interpolate(question, { who: describe(others[0]) }), use)
    } else this.render("", [])
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

/**
 * @param {string} textContent
 * @param {() => void} onClick
 */
function button(textContent, onClick) {
  const element = el("button", { type: "button", textContent, dir: "auto" })
  element.addEventListener("click", onClick)
  return element
}
