// Puts the document editor together: ProseMirror from django-prose-editor, with our nodes.
import {
  Blockquote, Bold, BulletList, createMenuFromGroups, Document, Dropcursor, Editor, Extension, Gapcursor, HardBreak, History,
  HorizontalRule, Italic, Link, ListItem, Menu, OrderedList, Placeholder, Plugin, Text, TrailingNode,
} from "django-prose-editor/editor"
import { el, gettext } from "./dom.js"
import { Figure, PictureFiles } from "./figure.js"
import { Move } from "./move.js"
import { cleanPastedHTML } from "./paste.js"
import { Quotation } from "./quotation.js"
import { SplitOffer } from "./split_offer.js"
import { JumpBreak, KeyedParagraph, SpacedHeading } from "./text.js"

const MENU = [
  { group: "blocks" },
  { group: "headings" },
  { group: "marks" },
  { group: "link" },
  { group: "lists" },
  { group: "plain" },
  { group: "history" },
]

/** Cleans what is pasted; keys of rows never travel, a copy is a new row. */
const CleanPaste = Extension.create({
  name: "cleanPaste",
  addProseMirrorPlugins: () => [
    new Plugin({ props: { transformPastedHTML: cleanPastedHTML, transformPasted: (slice) => withoutKeys(slice) } }),
  ],
})

function withoutKeys(slice) {
  const strip = (fragment) => {
    const nodes = []
    fragment.forEach((node) => {
      const attrs = { ...node.attrs }
      if (attrs.key) attrs.key = null
      if (node.type.name === "figure" && attrs.id) attrs.id = ""
      nodes.push(node.isText ? node : node.type.create(attrs, strip(node.content), node.marks))
    })
    return slice.content.constructor.from(nodes)
  }
  return new slice.constructor(strip(slice.content), slice.openStart, slice.openEnd)
}

const Words = Extension.create({
  name: "words",
  addMenuItems({ buttons, menu }) {
    const plain = (name, icon, title, run) =>
      menu.defineItem({ name: `plain:${name}`, groups: "plain", button: buttons.material(icon, title), command: (editor) => run(editor.chain().focus()).run(), active: (editor) => editor.isActive(name) })
    plain("blockquote", "format_indent_increase", gettext("Plain blockquote"), (chain) => chain.toggleBlockquote())
    plain("horizontalRule", "horizontal_rule", gettext("Rule"), (chain) => chain.setHorizontalRule())
  },
})

function createEditor(textarea) {
  const { upload, photos, sources, attribution } = textarea.dataset
  const element = el("div", { className: "prose-editor document-editor" })
  textarea.before(element)
  element.append(textarea)
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  return new Editor({
    element,
    injectCSS: false, // Its rules are in editor.css: a style element would need a nonce.
    editable: !textarea.disabled,
    content: textarea.value,
    editorProps: {
      attributes: {
        role: "textbox", "aria-multiline": "true", "aria-label": label?.textContent.trim() || gettext("Text"),
        spellcheck: "true", lang: document.getElementById("id_language")?.value ?? "",
      },
    },
    extensions: [
      Document.extend({ content: "(block | editorial)+" }),
      KeyedParagraph, Text, HardBreak, Bold, Italic, Blockquote, BulletList, OrderedList, ListItem, HorizontalRule,
      SpacedHeading.configure({ levels: [2, 3] }),
      Link.configure({ enableTarget: false, autolink: true, protocols: ["http", "https", "mailto"] }),
      Quotation.configure({ sources, attribution }),
      Figure.configure({ upload, photos }),
      JumpBreak, PictureFiles, CleanPaste, SplitOffer.configure({ attribution }), Move, Words,
      History, Dropcursor, Gapcursor, TrailingNode.configure({ node: "paragraph" }),
      Placeholder.configure({ placeholder: gettext("Write, or paste a whole article"), showOnlyCurrent: false }),
      Menu.configure({ items: createMenuFromGroups(MENU) }),
    ],
    onCreate: ({ editor }) => {
      editor.view.dom.parentElement.querySelector(".prose-menubar")?.setAttribute("role", "toolbar")
      const faulty = element.querySelector(".has-errors")
      faulty?.scrollIntoView({ block: "center" })
      textarea.dispatchEvent(new CustomEvent("document-editor:ready", { bubbles: true, detail: { editor } }))
    },
    onUpdate: ({ editor }) => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
}

for (const textarea of document.querySelectorAll("textarea[data-document-editor]")) createEditor(textarea)
