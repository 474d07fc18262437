// The fields of a quotation's credit: its attribution, and in details the source, speaker, date and more.
import { combobox } from "./combobox.js"
import { CREDIT, KINDS } from "./credit_attributes.js"
import { nameDate } from "./date_name.js"
import { debounce, el, gettext, targetOf, uniqueId } from "../common/dom.js"
import { requestJSON } from "../common/http.js"
import { nameLanguage } from "./language_name.js"
import { field } from "./node_view.js"
import { ProvenanceFields } from "./provenance.js"
import { SourceQuestion } from "./source_question.js"

/** @typedef {{ sources: string, attribution: string }} Addresses of the server's JSON */
/**
 * @typedef {object} Options
 * @property {import("./node_view.js").SetAttributes} set
 * @property {Editor} editor
 * @property {Addresses} urls
 * @property {boolean} [hasTranslation]
 */

const NO_SOURCE = { source: "", sourceRole: "", sourceAffiliation: "", locked: "", renamedFrom: "" }

/** @param {Record<string, any>} attrs */
const creditOf = (attrs) => Object.fromEntries([...CREDIT, "url", "urlRead"].map((name) => [name, attrs[name]]))

/**
 * The node's attributes of a source in the server's answer.
 * @param {any} source
 */
export function sourceAttributes(source) {
  return {
    source: source.source ? String(source.source) : "",
    sourceName: source.name,
    sourceRole: source.role,
    sourceAffiliation: source.affiliation,
    sourceKind: source.name ? source.kind : "",
    locked: source.locked ? "1" : "",
    renamedFrom: "",
  }
}

const SOURCE = ["source", "sourceName", "sourceRole", "sourceAffiliation", "sourceKind", "locked"]

/**
 * The stored source among the attributes, under its stored name; null without one.
 * @param {Record<string, any>} attrs
 */
function storedSource(attrs) {
  if (!attrs.source) return null
  const source = Object.fromEntries(SOURCE.map((name) => [name, attrs[name]]))
  return { ...source, sourceName: attrs.renamedFrom || attrs.sourceName }
}

/** @param {any} source */
function sourceOption(source) {
  return {
    label: source.name,
    found: source.otherName,
    detail: [source.role, source.affiliation].filter(Boolean).join(", "),
    source,
  }
}

export class CreditFields {
  /**
   * @param {Record<string, any>} attrs the quotation's attributes, which `update` renews
   * @param {Options} options
   */
  constructor(attrs, { set, editor, urls, hasTranslation = false }) {
    this.attrs = attrs
    this.set = set
    this.editor = editor
    this.urls = urls
    /** @type {Record<string, HTMLInputElement>} */
    this.inputs = {}
    /** The attributes before the attribution was edited. @type {Record<string, any> | null} */
    this.before = null
    /** The source before its name was edited. @type {import("./source_question.js").FormerSource | null} */
    this.former = storedSource(attrs)
    this.kind = el(
      "select",
      { id: uniqueId("field") },
      ...[...KINDS].map(([value, label]) => el("option", { value, textContent: label })),
    )
    this.summary = el("summary", {})
    this.details = el("details", { className: "quotation-details" }, this.summary)
    this.lockedHint = el("p", {
      className: "node-hint",
      hidden: true,
      textContent: gettext("This source belongs to another author. Only an editor can correct it."),
    })
    this.question = new SourceQuestion(urls.sources, {
      onUse: (source) => this.choose(() => this.useSource(source)),
      onRename: () => this.choose(() => this.renameSource()),
      onNew: () => this.choose(() => (this.former = null)),
    })
    this.machine = el("input", { type: "checkbox" })
    this.provenance = new ProvenanceFields({
      onChange: (hops, undoGroup) => set({ hops }, undoGroup),
      findSources: (text) => this.findSources(text),
    })
    this.element = this.buildFields(hasTranslation)
    this.element.addEventListener("keydown", (event) => this.handleUndo(event))
    this.readCreditSoon = debounce(() => this.readCredit(), 400)
    this.show()
    if (!attrs.readFrom && attrs.attribution) this.readCredit()
  }

  /** @param {boolean} hasTranslation */
  buildFields(hasTranslation) {
    const { set } = this
    /**
     * @param {string} name
     * @param {string} label
     * @param {import("./node_view.js").FieldOptions} [options]
     */
    const addField = (name, label, options = {}) => {
      const { input, row } = field(name, label, { set, ...options })
      this.inputs[name] = /** @type {HTMLInputElement} */ (input)
      return row
    }
    const byHand = (/** @type {string} */ part) => () => this.addByHand(part)
    const sourceByHand = byHand("source")
    const attribution = addField("attribution", gettext("Attribution"), {
      placeholder: gettext("Name, role, institution, date: as readers see it"),
      // Parts that were set before there was an attribution do not belong to it.
      also: () => {
        const { attribution: line } = this.before ?? this.attrs
        return line ? { byHand: "" } : /** @type {import("./node_view.js").Attributes} */ ({})
      },
    })
    this.inputs.attribution.addEventListener("focus", () => (this.before = null))
    const rememberSource = () => (this.former = storedSource(this.attrs) ?? this.former)
    const source = addField("sourceName", gettext("Source"), {
      placeholder: gettext("Person or organisation credited"),
      also: (name) =>
        name && name === this.former?.sourceName
          ? { ...this.former, ...sourceByHand(), renamedFrom: "" }
          : {
              ...NO_SOURCE,
              ...this.unlocked(),
              ...sourceByHand(),
              sourceKind: name ? this.attrs.sourceKind || "person" : "",
            },
    })
    for (const name of ["attribution", "sourceName"]) this.inputs[name].addEventListener("focus", rememberSource)
    this.addCompletion(this.inputs.sourceName, (picked) => this.useSource(picked))
    const { kind } = this
    kind.dataset.field = "sourceKind"
    kind.addEventListener("change", () => set({ ...sourceByHand(), sourceKind: kind.value }))
    const speaker = addField("speakerName", gettext("Speaker"), {
      placeholder: gettext("Person who said it, if not the source"),
      also: () => ({ ...byHand("speaker")(), speaker: "" }),
    })
    this.addCompletion(this.inputs.speakerName, (picked) =>
      set({ ...byHand("speaker")(), speaker: String(picked.source), speakerName: picked.name }),
    )
    this.details.append(
      el(
        "div",
        { className: "node-grid" },
        source,
        el("div", { className: "node-field" }, el("label", { for: kind.id, textContent: gettext("Kind") }), kind),
        addField("sourceRole", gettext("Role"), { also: sourceByHand }),
        addField("sourceAffiliation", gettext("Affiliation"), { also: sourceByHand }),
        this.lockedHint,
        speaker,
        addField("said", gettext("Date said"), {
          placeholder: "2023-03-22",
          also: byHand("date_said"),
          hint: gettext("As precisely as known: 2023, 2023-03 or 2023-03-22"),
        }),
        addField("url", gettext("Source URL"), {
          type: "url",
          placeholder: "https://",
          also: () => ({ ...byHand("url")(), urlRead: "" }),
        }),
        addField("locator", gettext("Place in the source"), { placeholder: gettext("p. 4 or 12:31") }),
        addField("lang", gettext("Language"), {
          placeholder: "fr",
          hint: gettext("A code, only if it differs from the language of the post"),
        }),
        hasTranslation
          ? addField("translation", gettext("Translation"), {
              multiline: true,
              hint: gettext("One line for each quotation"),
            })
          : null,
        hasTranslation ? this.buildMachineField() : null,
        this.provenance.element,
      ),
    )
    this.inputs.lang.setAttribute("list", document.querySelector("#id_language")?.getAttribute("list") ?? "")
    const { question, details } = this
    // It is shown where the name is: below the field of the source, or below the summary of closed details.
    details.addEventListener("toggle", () => (details.open ? source : details).after(question.element))
    const hint = el("small", { id: uniqueId("hint"), textContent: gettext("Esc: back to the text") })
    this.inputs.attribution.setAttribute("aria-describedby", hint.id)
    return el(
      "div",
      { className: "node-fields", contentEditable: "false" },
      hint,
      attribution,
      details,
      question.element,
    )
  }

  buildMachineField() {
    const { machine } = this
    machine.addEventListener("change", () => this.set({ machine: machine.checked ? "1" : "" }))
    return el("label", { className: "node-field machine-field" }, machine, ` ${gettext("Translated by a machine")}`)
  }

  /**
   * Carries out the answer to a question, whose buttons disappear, and leaves the focus beside them.
   * @param {() => void} carryOut
   */
  choose(carryOut) {
    this.summary.focus()
    carryOut()
    this.show()
  }

  /** The stored source, under the name that was typed. */
  renameSource() {
    const { former } = this
    const { sourceName } = this.attrs
    if (former) this.set({ ...former, ...this.addByHand("source"), sourceName, renamedFrom: String(former.sourceName) })
  }

  /**
   * Undo and redo where no text is edited: a text field has its own.
   * @param {KeyboardEvent} event
   */
  handleUndo(event) {
    const { tagName } = targetOf(event)
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return
    if (tagName === "INPUT" || tagName === "TEXTAREA") return
    event.preventDefault()
    if (event.shiftKey) this.editor.commands.redo()
    else this.editor.commands.undo()
  }

  /**
   * The parts that a person set, with one more.
   * @param {string} part
   */
  addByHand(part) {
    return { byHand: [...new Set(this.attrs.byHand.split(" ")).add(part)].join(" ").trim() }
  }

  /**
   * Credits a known source, which a person chose.
   * @param {any} source
   */
  useSource(source) {
    const { attribution } = this.attrs
    const line = [source.name, source.role, source.affiliation].filter(Boolean).join(", ")
    this.set({
      ...sourceAttributes(source),
      ...this.addByHand("source"),
      ...(attribution ? {} : { attribution: line, readFrom: line }),
    })
  }

  /** The role and affiliation of a stored source do not apply to the next one. */
  unlocked() {
    const { source, sourceRole, sourceAffiliation } = this.attrs
    return source ? {} : { sourceRole, sourceAffiliation }
  }

  /** @param {string} text */
  async findSources(text) {
    if (!text.trim()) return []
    const { sources } = await requestJSON(this.urls.sources, { query: { q: text } })
    return sources.map(sourceOption)
  }

  /**
   * @param {HTMLInputElement} input
   * @param {(source: any) => void} onPick
   */
  addCompletion(input, onPick) {
    const place = document.createComment("")
    input.before(place)
    place.replaceWith(
      combobox(input, {
        findOptions: (text) => this.findSources(text),
        onPick: ({ source }) => onPick(source),
      }),
    )
  }

  /**
   * Asks the server for the source, speaker and date in the attribution; parts set by hand since it changed stay.
   * An attribution that is being typed is compared with that before its field got the focus.
   */
  async readCredit() {
    const line = this.attrs.attribution
    const before = this.before ?? this.attrs
    let credit
    try {
      ;[credit] = (
        await requestJSON(this.urls.attribution, {
          body: [{ ...creditOf(before), readFrom: before.attribution, attribution: line }],
        })
      ).attributions
    } catch {
      return // The server reads it again when it is saved.
    }
    if (this.attrs.attribution !== line) return
    const byHand = this.attrs.byHand.split(" ")
    const isRenamed = this.attrs.renamedFrom && String(credit.source) === this.attrs.source
    const parts = {
      source: isRenamed ? {} : sourceAttributes(credit),
      speaker: { speaker: credit.speaker ? String(credit.speaker) : "", speakerName: credit.speakerName },
      date_said: { said: credit.said },
      url: before.urlRead ? { url: credit.url, urlRead: credit.urlRead ? "1" : "" } : {},
    }
    const values = Object.entries(parts).map(([part, attrs]) => (byHand.includes(part) ? {} : attrs))
    this.set(Object.assign({ readFrom: line }, ...values), false)
    if (document.activeElement !== this.inputs.attribution) this.before = null
  }

  show() {
    const { attrs } = this
    for (const [name, input] of Object.entries(this.inputs)) if (input.value !== attrs[name]) input.value = attrs[name]
    this.kind.value = attrs.sourceKind || "person"
    this.machine.checked = Boolean(attrs.machine)
    this.machine.closest("label")?.toggleAttribute("hidden", !attrs.translation)
    this.provenance.show(attrs.hops)
    for (const name of ["sourceRole", "sourceAffiliation"]) this.inputs[name].readOnly = Boolean(attrs.locked)
    this.kind.disabled = Boolean(attrs.locked)
    this.lockedHint.hidden = !attrs.locked
    const source =
      attrs.source || !attrs.sourceName ? attrs.sourceName : `${attrs.sourceName} (${gettext("new source")})`
    if (attrs.renamedFrom) this.question.tellRename(attrs.renamedFrom, attrs.sourceName)
    else {
      const name = attrs.source ? "" : attrs.sourceName
      const former = this.former && this.former.sourceName !== name ? this.former : null
      this.question.update({ name, affiliation: attrs.sourceAffiliation, former })
    }
    const who = [attrs.speakerName, source].filter(Boolean)
    if (!who.length) who.push(gettext("Source, date and more"))
    this.summary.textContent = [...who, nameDate(attrs.said), nameLanguage(attrs.lang)].filter(Boolean).join(" · ")
  }

  /** @param {Record<string, any>} attrs */
  update(attrs) {
    const isOtherLine = attrs.attribution !== this.attrs.attribution
    if (isOtherLine) this.before ??= this.attrs
    this.attrs = attrs
    if (isOtherLine && attrs.attribution !== attrs.readFrom) this.readCreditSoon()
    this.show()
  }
}
