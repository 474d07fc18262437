// Assembles the document editor: ProseMirror from django-prose-editor, with our nodes.
import {
  Blockquote,
  Bold,
  BulletList,
  createMenuFromGroups,
  Document,
  Dropcursor,
  Editor,
  Extension,
  Gapcursor,
  History,
  HorizontalRule,
  Italic,
  ListItem,
  Menu,
  OrderedList,
  Placeholder,
  Plugin,
  pm,
  Text,
  TrailingNode,
} from "django-prose-editor/editor"
import { Callout } from "./callout.js"
import { CodeBlock } from "./code_block.js"
import { Conflict, ConflictVersion, SameVersions } from "./conflict.js"
import { debounce, el, find, findAll, findOptional, gettext } from "../common/dom.js"
import { DEFINITION_LIST } from "./definition_list.js"
import { BlockDrop } from "./drag_and_drop.js"
import { BlockKeymap } from "./block_keymap.js"
import { Embed, EmbedAddresses } from "./embed.js"
import { focusFirstError } from "./error_focus.js"
import { BARS } from "./floating.js"
import { Footnote } from "./footnote.js"
import { FieldHistory } from "./field_step.js"
import { Figure } from "./figure.js"
import { FindQuotations } from "./find_quotations.js"
import { FindReplace } from "./find_replace.js"
import { Gallery } from "./gallery.js"
import { addToQuotation, InlineQuotation } from "./inline_quotation.js"
import { INTERVIEW } from "./interview.js"
import { followLanguage } from "./language_field.js"
import { Link } from "./link.js"
import { MediaFile } from "./media_file.js"
import { MARKS } from "./marks.js"
import { MoreButtons } from "./more_buttons.js"
import { Move } from "./move.js"
import { runAndFocus } from "./node_view.js"
import { NoteMarks } from "./note_marks.js"
import { notes } from "./notes.js"
import { cleanPastedHTML } from "./paste.js"
import { PictureFiles } from "./picture_files.js"
import { QuotePage } from "./quote_page.js"
import { restoreScroll } from "./scroll_restore.js"
import { Quotation } from "./quotation.js"
import { SelectionToolbar } from "./selection_toolbar.js"
import { SlashMenu } from "./slash_menu.js"
import { SplitOffer } from "./split_offer.js"
import { TABLE } from "./table.js"
import { JumpBreak, KeyedParagraph, MarkedBreak, SpacedHeading } from "./text.js"
import { toolbar } from "./toolbar.js"
import { TOOLBAR_GROUPS } from "./toolbar_items.js"
import { Typewriter } from "./typewriter.js"

/** Cleans pasted HTML; a copy is a new row, so it has no key. */
const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        transformPastedHTML: cleanPastedHTML,
        // A block that is dragged within the document is no copy.
        transformPasted: (slice, view) => (view.dragging?.move ? slice : addToQuotation(withoutKeys(slice), view)),
      },
    }),
  ],
})

/** @param {Slice} slice */
function withoutKeys(slice) {
  const strip = (/** @type {Fragment} */ fragment) => {
    /** @type {ProseMirrorNode[]} */
    const nodes = []
    fragment.forEach((node) => {
      const attrs = { ...node.attrs }
      if (attrs.key) attrs.key = null
      if (attrs.notes) attrs.notes = null
      if (["figure", "embed", "mediaFile"].includes(node.type.name) && attrs.id) attrs.id = ""
      const marks = node.marks.map((mark) => (mark.attrs.id ? mark.type.create({ ...mark.attrs, id: "" }) : mark))
      nodes.push(node.isText ? node.mark(marks) : node.type.create(attrs, strip(node.content), marks))
    })
    return pm.model.Fragment.from(nodes)
  }
  return new pm.model.Slice(strip(slice.content), slice.openStart, slice.openEnd)
}

/** Undo has one history, which the browser's own menu uses as well. */
const OneHistory = Extension.create({
  name: "oneHistory",
  priority: 200,
  addKeyboardShortcuts() {
    const handled = (/** @type {"undo" | "redo"} */ command) => () => this.editor.commands[command]() || true
    return { "Mod-z": handled("undo"), "Shift-Mod-z": handled("redo"), "Mod-y": handled("redo") }
  },
  addProseMirrorPlugins() {
    const { editor } = this
    const beforeinput = (/** @type {EditorView} */ view, /** @type {InputEvent} */ event) => {
      /** @type {Record<string, "undo" | "redo">} */
      const commands = { historyUndo: "undo", historyRedo: "redo" }
      const command = commands[event.inputType]
      if (!command || event.target !== view.dom) return false
      event.preventDefault()
      editor.commands[command]()
      if (document.activeElement === document.body) view.focus() // The focused field was removed.
      return true
    }
    return [new Plugin({ props: { handleDOMEvents: { beforeinput } } })]
  },
})

const PlainBlocks = Extension.create({
  name: "plainBlocks",
  addMenuItems({ buttons, menu }) {
    const plain = (
      /** @type {string} */ name,
      /** @type {string} */ icon,
      /** @type {string} */ title,
      /** @type {(chain: ChainedCommands) => ChainedCommands} */ run,
    ) =>
      menu.defineItem({
        name: `plain:${name}`,
        groups: "more insert",
        priority: 190, // First in the menu of blocks, after the lists.
        button: buttons.material(icon, title),
        command: (editor) => runAndFocus(editor, run(editor.chain())),
        active: (editor) => editor.isActive(name),
      })
    plain("blockquote", "format_indent_increase", gettext("Plain blockquote"), (chain) => chain.toggleBlockquote())
    plain("horizontalRule", "horizontal_rule", gettext("Horizontal rule"), (chain) => chain.setHorizontalRule())
  },
})

/** @param {HTMLTextAreaElement} textarea */
function createEditor(textarea) {
  const { upload, photos, sources, attribution, split, quotations, embeds, links, page, savedPage } = textarea.dataset
  const { file, files, filePages } = textarea.dataset
  const form = /** @type {HTMLFormElement} */ (textarea.form)
  const element = el("div", { className: "prose-editor document-editor" })
  textarea.before(element)
  element.append(textarea)
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const write = createWriter(textarea, () => (editor.isEmpty ? "" : editor.getHTML()))
  let isReady = false
  // Changes that extensions make as they start cannot be undone.
  const BareHistory = Extension.create({
    name: "bareHistory",
    addProseMirrorPlugins: () => [
      new Plugin({
        filterTransaction: (transaction) => isReady || Boolean(transaction.setMeta("addToHistory", false)),
      }),
    ],
  })
  const editor = new Editor({
    element,
    injectCSS: false, // Its rules are in editor.css: a style element would need a nonce.
    editable: !textarea.disabled,
    content: textarea.value,
    editorProps: {
      scrollThreshold: BARS,
      scrollMargin: BARS,
      attributes: {
        id: "text",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.textContent?.trim() || gettext("Text"),
        spellcheck: "true",
      },
    },
    extensions: [
      Document.extend({ content: "(block | editorial | conflicts)+" }),
      KeyedParagraph,
      Text,
      MarkedBreak,
      Bold,
      Italic,
      ...MARKS,
      Blockquote.extend({ addInputRules: () => [] }), // "> " begins a quotation.
      BulletList,
      OrderedList.configure({ enableListAttributes: false }),
      ListItem,
      HorizontalRule,
      CodeBlock,
      SpacedHeading.configure({ levels: [2, 3, 4] }),
      Link.configure({ links, enableTarget: false, autolink: true, protocols: ["http", "https", "mailto"] }),
      Quotation.configure({ sources, attribution }),
      InlineQuotation.configure({ sources, attribution }),
      ...TABLE,
      Callout,
      ...INTERVIEW,
      ...DEFINITION_LIST,
      Footnote,
      Figure.configure({ upload, photos }),
      Gallery.configure({ upload, photos }),
      Embed.configure({ embeds }),
      EmbedAddresses.configure({ embeds }),
      MediaFile.configure({ file, files, filePages }),
      Conflict,
      ConflictVersion,
      SameVersions,
      JumpBreak,
      NoteMarks,
      PictureFiles.configure({ upload, file }),
      CleanPaste,
      SplitOffer.configure({ attribution, split }),
      FindQuotations.configure({ attribution, quotations }),
      QuotePage.configure({ page, savedPage }),
      FieldHistory,
      BlockKeymap,
      Move,
      BlockDrop,
      PlainBlocks,
      FindReplace,
      MoreButtons,
      SlashMenu,
      SelectionToolbar,
      Typewriter,
      History,
      OneHistory,
      BareHistory,
      Dropcursor,
      Gapcursor,
      TrailingNode.configure({ node: "paragraph" }),
      Placeholder.configure({
        placeholder: gettext("Write, / for blocks, or paste a whole article"),
        showOnlyCurrent: false,
      }),
      Menu.configure({ items: createMenuFromGroups(TOOLBAR_GROUPS.map((group) => ({ group }))) }),
    ],
    onCreate: () => {
      queueMicrotask(() => (isReady = true)) // Once all extensions have started.
      toolbar(editor, find(".prose-menubar", element))
      const language = findOptional("#id_language", form, HTMLInputElement)
      if (language) followLanguage(language, editor)
      notes(editor, form)
      focusFirstError(editor, textarea)
      restoreScroll(editor, form)
      if (location.hash.startsWith("#pullquote-"))
        void import("./linked_quotation.js").then(({ showLinkedQuotation }) => showLinkedQuotation(editor))
    },
    onUpdate: () => {
      write()
      if (!isReady) return // Extensions normalize the document as they start: nobody typed that.
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}

/**
 * Updates the textarea soon, and before the form is sent: in a long post it takes too long for each key.
 * @param {HTMLTextAreaElement} textarea
 * @param {() => string} html
 */
function createWriter(textarea, html) {
  let isBehind = false
  const write = () => {
    if (isBehind) textarea.value = html()
    isBehind = false
  }
  const writeSoon = debounce(write, 200)
  textarea.form?.addEventListener("formdata", (event) => {
    write()
    event.formData.set(textarea.name, textarea.value)
  })
  return () => {
    isBehind = true
    writeSoon()
  }
}

for (const textarea of findAll("textarea[data-document-editor]", document, HTMLTextAreaElement)) createEditor(textarea)
