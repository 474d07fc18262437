// The figure node: a picture with its caption, credit and alternative text.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { FigureView } from "./figure_view.js"
import { attributes } from "./node_view.js"
import { gettext } from "../common/dom.js"
import { insertBlock } from "./insert_block.js"

export const Figure = Node.create({
  name: "figure",
  group: "editorial",
  atom: true,
  draggable: true,
  addOptions: () => ({ upload: "", photos: "" }),
  addAttributes: () => ({
    ...attributes(
      "id",
      "photo",
      "src",
      "width",
      "height",
      "alt",
      "decorative",
      "caption",
      "credit",
      "licence",
      "original",
      "layout",
      "lead",
      "locked",
      "removed",
      "errors",
    ),
    pending: { default: "", rendered: false },
  }),
  parseHTML: () => [{ tag: "figure[data-block=figure]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-block": "figure" }, HTMLAttributes)],
  addNodeView() {
    const urls = this.options
    return ({ node, editor, getPos }) => new FigureView(node, editor, getPos, urls)
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "figure",
      groups: "blocks insert",
      priority: 190,
      button: buttons.material("image", gettext("Picture")),
      command: (editor) => insertBlock(editor, { type: "figure" }, "button[data-upload]"),
    })
  },
})
