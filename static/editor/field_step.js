// The form's fields in the document's history: one undo takes back a change of both.
import { Extension, pm } from "django-prose-editor/editor"
import { fillFields } from "./post_fields.js"

const { Step, StepResult } = pm.transform

/**
 * Leaves the document as it is. `before` and `after` are values as `fillFields` takes them.
 * @typedef {import("./post_fields.js").Values} Values
 */
export class FieldStep extends Step {
  /**
   * @param {Values} before
   * @param {Values} after
   */
  constructor(before, after) {
    super()
    this.before = before
    this.after = after
  }

  /** @param {ProseMirrorNode} doc */
  apply(doc) {
    return StepResult.ok(doc)
  }

  invert() {
    return new FieldStep(this.after, this.before)
  }

  map() {
    return this
  }

  /** @returns {never} */
  toJSON() {
    throw new Error("Field steps stay in this page.")
  }
}

export const FieldHistory = Extension.create({
  name: "fieldHistory",
  onTransaction({ transaction }) {
    for (const step of transaction.steps) if (step instanceof FieldStep) fillFields(step.after)
  },
})
