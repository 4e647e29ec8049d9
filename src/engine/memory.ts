// Remembering what was made of a text. For what is asked again and again of texts that rarely change, such as a settings file.

/** A function that makes something of a text once and gives the same again, for the last `most` texts. What it gives is shared: it must not be changed. */
export function byText<T>(make: (text: string) => T, most = 16): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const value = make(text);
    if (made.size >= most) made.delete(made.keys().next().value as string);
    made.set(text, value);
    return value;
  };
}
