// What reviewing a pasted article or the quotations of the text needs: loaded once there is something to review.
export { readFields } from "./article_fields.js"
export { readMarkup } from "./pasted_markup.js"
export { convertQuotations, insertArticle } from "./split_accept.js"
export { createOffer } from "./split_candidates.js"
export { createCredits } from "./split_credits.js"
export { showOffer } from "./split_dialog.js"
