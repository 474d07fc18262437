// How a quotation came to the post, step by step: said to one source, reported by another, quoted in a third.
import { combobox } from "./combobox.js"
import { el, gettext, uniqueId } from "../common/dom.js"

/** @typedef {{ kind: string, source: number | null, name: string, url: string }} Step */

const STEPS = new Map([
  ["said_to", gettext("Said to")],
  ["reported_by", gettext("Reported by")],
  ["quoted_in", gettext("Quoted in")],
  ["translated_by", gettext("Translated by")],
])
const MAX_STEPS = 10

/**
 * The steps in the attribute of a quotation.
 * @param {string} hops JSON
 * @returns {Step[]}
 */
function parseSteps(hops) {
  try {
    return hops ? JSON.parse(hops) : []
  } catch {
    return []
  }
}

/**
 * The steps as one line of text, for comparisons.
 * @param {string} hops JSON
 */
export const describeSteps = (hops) =>
  parseSteps(hops)
    .map(({ kind, name, url }) => [STEPS.get(kind), name, url].filter(Boolean).join(" "))
    .join(", ")

export class ProvenanceFields {
  /**
   * @param {object} options
   * @param {(hops: string, undoGroup?: string) => void} options.onChange is called with JSON
   * @param {(text: string) => Promise<import("./combobox.js").Option[]>} options.findSources
   */
  constructor({ onChange, findSources }) {
    this.onChange = onChange
    this.findSources = findSources
    this.hops = ""
    /** Steps without a name and a URL are shown, but not stored. @type {Step[]} */
    this.steps = []
    // No <ol>: the editor's styles give every list in it the numbers of a list in the text.
    this.list = el("div", { className: "provenance-steps", role: "list" })
    this.addButton = el("button", { type: "button", textContent: gettext("Add a step") })
    this.addButton.addEventListener("click", () => this.addStep())
    this.element = el(
      "fieldset",
      { className: "node-field provenance-fields" },
      el("legend", { textContent: gettext("Provenance") }),
      el("small", {
        textContent: gettext("How the words reached you, such as: said to a newspaper, quoted in a book"),
      }),
      this.list,
      this.addButton,
    )
  }

  /** @param {string} hops JSON */
  show(hops) {
    if (hops === this.hops) return
    this.hops = hops
    this.steps = parseSteps(hops)
    this.render()
  }

  render() {
    this.list.replaceChildren(...this.steps.map((step, index) => this.buildStep(step, index)))
    this.addButton.hidden = this.steps.length >= MAX_STEPS
  }

  addStep() {
    this.steps.push({ kind: "said_to", source: null, name: "", url: "" })
    this.render()
    this.list.lastElementChild?.querySelector("select")?.focus()
  }

  /** @param {number} index */
  removeStep(index) {
    this.steps.splice(index, 1)
    this.render()
    this.store()
    this.addButton.focus()
  }

  /** @param {string} [undoGroup] */
  store(undoGroup) {
    const named = this.steps.filter(({ name, url }) => name.trim() || url.trim())
    this.hops = named.length ? JSON.stringify(named) : ""
    this.onChange(this.hops, undoGroup)
  }

  /**
   * @param {Step} step
   * @param {number} index
   */
  buildStep(step, index) {
    const number = index + 1
    const group = uniqueId("step")
    const kind = el(
      "select",
      { "aria-label": `${gettext("Step")} ${number}` },
      ...[...STEPS].map(([value, label]) => el("option", { value, textContent: label })),
    )
    kind.value = step.kind
    kind.addEventListener("change", () => {
      step.kind = kind.value
      this.store()
    })
    const name = el("input", {
      type: "text",
      value: step.name,
      placeholder: gettext("Newspaper, agency or person"),
      "aria-label": `${gettext("Source of step")} ${number}`,
    })
    name.addEventListener("input", () => {
      step.name = name.value
      step.source = null
      this.store(`${group}-name`)
    })
    const url = el("input", {
      type: "url",
      value: step.url,
      placeholder: "https://",
      "aria-label": `${gettext("URL of step")} ${number}`,
    })
    url.addEventListener("input", () => {
      step.url = url.value
      this.store(`${group}-url`)
    })
    const remove = el("button", {
      type: "button",
      className: "material-icons",
      textContent: "delete",
      title: gettext("Remove this step"),
      "aria-label": `${gettext("Remove step")} ${number}`,
    })
    remove.addEventListener("click", () => this.removeStep(index))
    const onPick = (/** @type {import("./combobox.js").Option} */ { source }) => {
      Object.assign(step, { source: source.source, name: source.name })
      name.value = source.name
      this.store()
    }
    return el("div", { role: "listitem" }, kind, combobox(name, { findOptions: this.findSources, onPick }), url, remove)
  }
}
