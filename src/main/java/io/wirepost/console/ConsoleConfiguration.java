package io.wirepost.console;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Serves the console at {@code /}. Its files have no data, so they need no credentials;
 * {@code security} says so.
 */
@Configuration(proxyBeanMethods = false)
class ConsoleConfiguration implements WebMvcConfigurer {

	@Override
	public void addViewControllers(ViewControllerRegistry registry) {
		registry.addViewController("/").setViewName("forward:/console/index.html");
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new PageHeaders()).addPathPatterns("/", "/console/**");
	}

	/**
	 * Browsers ask each time whether a file has changed: a new version of Wirepost has
	 * the same paths. The time of a file in the jar tells nothing, as builds are
	 * reproducible.
	 */
	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		FileTags tags = new FileTags();
		registry.addResourceHandler("/console/lib/**")
			.addResourceLocations("classpath:" + Library.WEBJARS)
			.setCacheControl(CacheControl.noCache())
			.setUseLastModified(false)
			.setEtagGenerator(tags::of)
			.resourceChain(false)
			.addResolver(new LibraryResolver());
		registry.addResourceHandler("/console/**")
			.addResourceLocations("classpath:/console/")
			.setCacheControl(CacheControl.noCache())
			.setUseLastModified(false)
			.setEtagGenerator(tags::of);
	}

}
