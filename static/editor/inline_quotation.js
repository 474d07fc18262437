// Quotations within sentences: a mark on the quoted words, with the credit of a quotation.
import { Mark, mergeAttributes } from "django-prose-editor/editor"
import { creditAttributes } from "./credit_attributes.js"
import { attribute } from "./node_view.js"

export const InlineQuotation = Mark.create({
  name: "inlineQuotation",
  priority: 1100, // Outside links, which have 1000.
  inclusive: false,
  addAttributes: () => ({ ...creditAttributes(), id: attribute("id") }),
  parseHTML: () => [{ tag: "q[data-block=quotation]" }],
  renderHTML: ({ HTMLAttributes }) => ["q", mergeAttributes({ "data-block": "quotation" }, HTMLAttributes), 0],
})
