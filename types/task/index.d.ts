export type { Schedule } from "./poll-schedule.js";
export { planPolls, pollEvery } from "./poll-schedule.js";
