// The form's fields in the document's history: one undo takes back a change of both.
import { Extension, pm } from "django-prose-editor/editor"
import { restore } from "./post_fields.js"

const { Step, StepResult } = pm.transform

/** Leaves the document as it is. `before` and `after` are values as `restore` takes them. */
export class FieldStep extends Step {
  constructor(before, after) {
    super()
    Object.assign(this, { before, after })
  }

  apply(doc) {
    return StepResult.ok(doc)
  }

  invert() {
    return new FieldStep(this.after, this.before)
  }

  map() {
    return this
  }
}

export const FieldHistory = Extension.create({
  name: "fieldHistory",
  onTransaction({ transaction }) {
    for (const step of transaction.steps) if (step instanceof FieldStep) restore(step.after)
  },
})
