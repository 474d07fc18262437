// Puts the document editor together: ProseMirror from django-prose-editor, with our nodes.
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
  HardBreak,
  History,
  HorizontalRule,
  Italic,
  ListItem,
  Menu,
  OrderedList,
  Placeholder,
  Plugin,
  Text,
  TrailingNode,
} from "django-prose-editor/editor"
import { Conflict, ConflictVersion, SameVersions } from "./conflict.js"
import { debounce, el, gettext, isRightToLeft } from "./dom.js"
import { BlockDrop } from "./drag_and_drop.js"
import { Edges } from "./block_keymap.js"
import { focusFirstError } from "./error_focus.js"
import { FieldHistory } from "./field_step.js"
import { Figure } from "./figure.js"
import { Link } from "./link.js"
import { Move } from "./move.js"
import { NoteMarks } from "./note_marks.js"
import { notes } from "./notes.js"
import { cleanPastedHTML } from "./paste.js"
import { PictureFiles } from "./picture_files.js"
import { keepPlace } from "./scroll_restore.js"
import { Quotation } from "./quotation.js"
import { SplitOffer } from "./split_offer.js"
import { JumpBreak, KeyedParagraph, SpacedHeading } from "./text.js"
import { toolbar } from "./toolbar.js"

const MENU = [
  { group: "blocks" },
  { group: "headings" },
  { group: "marks" },
  { group: "link" },
  { group: "lists" },
  { group: "plain" },
  { group: "notes" },
  { group: "history" },
]

// Pixels that the menu above and the buttons below may cover: the caret stays clear of them.
const BARS = { top: 64, bottom: 96, left: 0, right: 0 }

/** Cleans what is pasted; keys of rows never travel, a copy is a new row. */
const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        transformPastedHTML: cleanPastedHTML,
        // What is dragged within the document is no copy.
        transformPasted: (slice, view) => (view.dragging?.move ? slice : withoutKeys(slice)),
      },
    }),
  ],
})

function withoutKeys(slice) {
  const strip = (fragment) => {
    const nodes = []
    fragment.forEach((node) => {
      const attrs = { ...node.attrs }
      if (attrs.key) attrs.key = null
      if (attrs.notes) attrs.notes = null
      if (node.type.name === "figure" && attrs.id) attrs.id = ""
      nodes.push(node.isText ? node : node.type.create(attrs, strip(node.content), node.marks))
    })
    return slice.content.constructor.from(nodes)
  }
  return new slice.constructor(strip(slice.content), slice.openStart, slice.openEnd)
}

/** Undo has one history: also from the browser's own menu, and where nothing is left to undo or redo. */
const OneHistory = Extension.create({
  name: "oneHistory",
  priority: 200,
  addKeyboardShortcuts() {
    const handled = (command) => () => this.editor.commands[command]() || true
    return { "Mod-z": handled("undo"), "Shift-Mod-z": handled("redo"), "Mod-y": handled("redo") }
  },
  addProseMirrorPlugins() {
    const { editor } = this
    const beforeinput = (view, event) => {
      const command = { historyUndo: "undo", historyRedo: "redo" }[event.inputType]
      if (!command || event.target !== view.dom) return false
      event.preventDefault()
      editor.commands[command]()
      if (document.activeElement === document.body) view.focus() // The field that had it is gone.
      return true
    }
    return [new Plugin({ props: { handleDOMEvents: { beforeinput } } })]
  },
})

const Words = Extension.create({
  name: "words",
  addMenuItems({ buttons, menu }) {
    const plain = (name, icon, title, run) =>
      menu.defineItem({
        name: `plain:${name}`,
        groups: "plain",
        button: buttons.material(icon, title),
        command: (editor) => run(editor.chain().focus()).run(),
        active: (editor) => editor.isActive(name),
      })
    plain("blockquote", "format_indent_increase", gettext("Plain blockquote"), (chain) => chain.toggleBlockquote())
    plain("horizontalRule", "horizontal_rule", gettext("Horizontal rule"), (chain) => chain.setHorizontalRule())
  },
})

/** The words are spelt, and written from the side, as the language of the post is. */
function followLanguage(dom) {
  const language = document.getElementById("id_language")
  const follow = () => {
    dom.lang = language.value
    dom.dir = isRightToLeft(language.value) ? "rtl" : "ltr"
  }
  language?.addEventListener("input", follow)
  if (language) follow()
}

function createEditor(textarea) {
  const { upload, photos, sources, attribution } = textarea.dataset
  const element = el("div", { className: "prose-editor document-editor" })
  textarea.before(element)
  element.append(textarea)
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  const write = writer(textarea, () => (editor.isEmpty ? "" : editor.getHTML()))
  let isReady = false
  // What extensions put in order as they begin is nothing to undo.
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
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label?.textContent.trim() || gettext("Text"),
        spellcheck: "true",
      },
    },
    extensions: [
      Document.extend({ content: "(block | editorial | conflicts)+" }),
      KeyedParagraph,
      Text,
      HardBreak,
      Bold,
      Italic,
      Blockquote,
      BulletList,
      OrderedList.configure({ enableListAttributes: false }),
      ListItem,
      HorizontalRule,
      SpacedHeading.configure({ levels: [2, 3] }),
      Link.configure({ enableTarget: false, autolink: true, protocols: ["http", "https", "mailto"] }),
      Quotation.configure({ sources, attribution }),
      Figure.configure({ upload, photos }),
      Conflict,
      ConflictVersion,
      SameVersions,
      JumpBreak,
      NoteMarks,
      PictureFiles.configure({ upload }),
      CleanPaste,
      SplitOffer.configure({ attribution }),
      FieldHistory,
      Edges,
      Move,
      BlockDrop,
      Words,
      History,
      OneHistory,
      BareHistory,
      Dropcursor,
      Gapcursor,
      TrailingNode.configure({ node: "paragraph" }),
      Placeholder.configure({ placeholder: gettext("Write, or paste a whole article"), showOnlyCurrent: false }),
      Menu.configure({ items: createMenuFromGroups(MENU) }),
    ],
    onCreate: ({ editor }) => {
      queueMicrotask(() => (isReady = true)) // Once all of them have begun.
      toolbar(editor, element.querySelector(".prose-menubar"))
      followLanguage(editor.view.dom)
      notes(editor, textarea.form)
      focusFirstError(editor, textarea)
      keepPlace(editor, textarea.form)
    },
    onUpdate: () => {
      write()
      if (!isReady) return // Extensions put the document in order when they begin: nobody typed that.
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}

/** Keeps the textarea in step with the document, and at the latest when the form is sent: in a long post it takes too long for each key. */
function writer(textarea, html) {
  let isBehind = false
  const write = () => {
    if (isBehind) textarea.value = html()
    isBehind = false
  }
  const later = debounce(write, 200)
  textarea.form.addEventListener("formdata", (event) => {
    write()
    event.formData.set(textarea.name, textarea.value)
  })
  return () => {
    isBehind = true
    later()
  }
}

for (const textarea of document.querySelectorAll("textarea[data-document-editor]")) createEditor(textarea)
