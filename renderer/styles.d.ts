/** Style sheets are imported for their effect alone; the bundler puts them on the page. */
declare module '*.css';
