/** Behind the next picture: what was typed meanwhile has been heard by then, and what was put into the page has been laid out. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => setTimeout(resolve);
    // A page that is not seen gets no pictures.
    if (document.hidden) goOn();
    else requestAnimationFrame(goOn);
  });
}
