const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for XML and HTML, in content and in attributes. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}

/** Reverses escapeXml. */
export function unescapeXml(text: string): string {
  return Object.entries(ENTITIES).reduceRight(
    (result, [character, entity]) => result.replaceAll(entity, character),
    text,
  )
}
