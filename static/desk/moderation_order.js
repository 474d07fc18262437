// The order of the queue: which row is next, where rows come back, and which rows are between two. Knows no DOM.

/**
 * The row to continue with once rows have left: the one below the current row, or below the first that leaves, or else the
 * nearest above.
 * @template Row
 * @param {Row[]} rows
 * @param {Row[]} leaving
 * @param {Row | null} current
 * @returns {Row | null}
 */
export function rowAfterLeaving(rows, leaving, current) {
  const start = rows.indexOf(current !== null && leaving.includes(current) ? current : leaving[0])
  const below = rows.slice(start)
  const above = rows.slice(0, start).reverse()
  return [...below, ...above].find((row) => !leaving.includes(row)) ?? null
}

/**
 * The row `by` rows further down, or the last or first row.
 * @template Row
 * @param {Row[]} rows
 * @param {Row | null} current
 * @param {number} by
 * @returns {Row | undefined}
 */
export function rowInSteps(rows, current, by) {
  const index = current === null ? -1 : rows.indexOf(current)
  return rows[Math.min(rows.length - 1, Math.max(0, index + by))]
}

/**
 * The row before which one with the number `order` is inserted, null at the end.
 * @template Row
 * @param {Row[]} rows
 * @param {number} order
 * @param {(row: Row) => number} orderOf
 * @returns {Row | null}
 */
export const rowBelowOrder = (rows, order, orderOf) => rows.find((row) => orderOf(row) > order) ?? null

/**
 * The rows from `first` to `last`, in either direction; `last` alone if `first` is gone.
 * @template Row
 * @param {Row[]} rows
 * @param {Row | null} first
 * @param {Row} last
 */
export function rowsBetween(rows, first, last) {
  const start = first === null ? -1 : rows.indexOf(first)
  const end = rows.indexOf(last)
  return start < 0 ? [last] : rows.slice(Math.min(start, end), Math.max(start, end) + 1)
}
