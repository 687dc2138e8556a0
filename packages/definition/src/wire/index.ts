export * from './app-view.ts'
export * from './problem.ts'
export * from './record.ts'
export * from './session.ts'
