export default {
  extends: "stylelint-config-standard",
  ignoreFiles: ["**/vendor/**"],
  rules: {
    // Django's admin, allauth and ProseMirror name some IDs and classes.
    "selector-class-pattern": null,
    "selector-id-pattern": null,
    "declaration-property-value-no-unknown": [true, { ignoreProperties: { "text-align": "-webkit-match-parent" } }],
    // Rules are ordered by the part of the page that they style.
    "no-descending-specificity": null,
    // Older browsers, and the Nu HTML checker, know only min-width and max-width.
    "media-feature-range-notation": "prefix",
    "value-keyword-case": ["lower", { ignoreProperties: ["/^--/"] }],
    "at-rule-empty-line-before": null,
    "rule-empty-line-before": null,
    "declaration-empty-line-before": null,
    "custom-property-empty-line-before": null,
    "comment-empty-line-before": null,
  },
}
