// Values as JSON by their type, for those who look for it beside the other parts of the language.
export { fromJson, toJson } from '../state/json.ts';
