/** Puts text on the clipboard. @returns whether the browser allowed it; in frames it often does not */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
