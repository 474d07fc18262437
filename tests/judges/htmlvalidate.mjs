// Every rule of html-validate for pages and for accessibility; below, what does not fit, and why.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
  rules: {
    // Boxes of one name are one question with several answers.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit"] }],
    // The length of a title is its author's affair.
    "long-title": "off",
    // Where a template's tag stood, its indentation stays; no reader sees it.
    "no-trailing-whitespace": "off",
    // A hash guards against another server's files. All of ours come from where the page does.
    "require-sri": ["error", { target: "crossorigin" }],
  },
}
